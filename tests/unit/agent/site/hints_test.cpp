#include "agent/site/hints.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

condition is_true(const std::string& fact) {
    condition c;
    c.what = condition::kind::fact;
    c.fact = fact;
    return c;
}

flow make_flow(const std::string& from, const std::string& to, std::optional<condition> when = {},
               std::optional<condition> required_when = {}) {
    flow f;
    f.id = from + ":" + to;
    f.from = from;
    f.to = to;
    if (when) f.when = *when;
    f.required_when = required_when;
    return f;
}

matrix small_matrix() {
    matrix m;
    for (const char* id : {"server", "agent", "linux", "cloud", "idle"}) {
        role r;
        r.id = r.title = id;
        m.roles.push_back(std::move(r));
    }
    m.roles[1].abstract = true;
    m.roles[2].is = {"agent"};
    m.roles[3].external = true;
    m.facts = {{"netbios", fact::type::boolean, fact::subject::site, "NetBIOS?", {}},
               {"push", fact::type::boolean, fact::subject::to, "Pushed?", {}},
               {"index", fact::type::boolean, fact::subject::from, "Indexed?", {}}};
    m.flows = {make_flow("server", "agent"), make_flow("server", "agent", is_true("netbios")),
               make_flow("server", "agent", is_true("netbios"), is_true("push")),
               make_flow("agent", "server", is_true("index")), make_flow("server", "cloud", is_true("index"))};
    m.flows.back().listens = listens::external;
    return m;
}

site_host host(const std::string& name, std::vector<std::string> roles, fact_values facts = {}) {
    site_host h;
    h.name = name;
    h.roles = std::move(roles);
    h.facts = std::move(facts);
    return h;
}

} // namespace

TEST_CASE("what a site leaves open") {
    struct row {
        std::string what;
        std::vector<site_host> hosts;
        fact_values facts;
        std::vector<std::string> isolated;
        std::vector<std::pair<std::string, std::size_t>> open;
        bool cloud = false; ///< the site uses the service
    };
    const matrix m = small_matrix();
    for (const row& r : std::vector<row>{
             {"no host", {}, {}, {}, {}},
             {"an agent alone", {host("web01", {"linux"})}, {}, {"web01"}, {}},
             {"a server alone", {host("vbr01", {"server"})}, {}, {"vbr01"}, {}},
             {"a server alone reaches the cloud", {host("vbr01", {"server"})}, {}, {}, {{"index", 1}}, true},
             {"both roles on one host, which does not probe itself",
              {host("all", {"server", "linux"})},
              {},
              {"all"},
              {}},
             {"nothing stated",
              {host("vbr01", {"server"}), host("web01", {"linux"}), host("x", {"idle"})},
              {},
              {"x"},
              {{"netbios", 2}, {"push", 1}, {"index", 1}}},
             {"nothing stated, and the service in use",
              {host("vbr01", {"server"}), host("web01", {"linux"})},
              {},
              {},
              {{"netbios", 2}, {"push", 1}, {"index", 2}},
              true},
             {"what is false settles what depends on it",
              {host("vbr01", {"server"}), host("web01", {"linux"})},
              {{"netbios", "false"}, {"index", "true"}},
              {},
              {}},
             {"a fact of the target, stated for one of two",
              {host("vbr01", {"server"}), host("web01", {"linux"}, {{"push", "true"}}), host("web02", {"linux"})},
              {{"netbios", "true"}, {"index", "true"}},
              {},
              {{"push", 1}}},
             {"a fact of the target, stated for both",
              {host("vbr01", {"server"}), host("web01", {"linux"}, {{"push", "true"}}),
               host("web02", {"linux"}, {{"push", "false"}})},
              {{"netbios", "true"}, {"index", "true"}},
              {},
              {}},
             {"a fact of the source, stated where it does not count",
              {host("vbr01", {"server"}, {{"push", "true"}}), host("web01", {"linux"}, {{"index", "true"}})},
              {{"netbios", "true"}},
              {},
              {{"push", 1}}},
         }) {
        CAPTURE(r.what);
        site s;
        s.hosts = r.hosts;
        s.facts = r.facts;
        if (r.cloud) s.endpoints["cloud"];
        const site_hints hints = find_hints(s, m, "2026-11-27");
        CHECK(hints.idle.empty());
        std::vector<std::string> isolated;
        for (const auto* h : hints.isolated)
            isolated.push_back(h->name);
        CHECK(isolated == r.isolated);
        REQUIRE(hints.open.size() == r.open.size());
        for (std::size_t i = 0; i < r.open.size(); ++i) {
            CHECK(hints.open[i].fact->id == r.open[i].first);
            CHECK(hints.open[i].flows == r.open[i].second);
        }
    }
}

TEST_CASE("acceptances that accept nothing") {
    const std::string unknown = "no host or service of this site is called ";
    struct row {
        std::string host, until, why;
        bool cloud = false; ///< the site uses the service
    };
    const matrix m = small_matrix();
    for (const auto& [name, until, why, cloud] : std::vector<row>{
             {"web01", "2026-11-27", ""}, // the last day counts
             {"web01", "2026-11-26", "expired on 2026-11-26, so what it accepted counts again"},
             {"web*", "2027-01-01", ""},
             {"*", "2027-01-01", ""},
             {"web1", "2027-01-01", unknown + "\"web1\"; did you mean \"web01\"?"},
             {"WEB01", "2027-01-01", unknown + "\"WEB01\"; did you mean \"web01\"?"}, // as in findings: to the letter
             {"web9*", "2027-01-01", unknown + "\"web9*\"; did you mean \"web01\"?"},
             {"s3.example.com", "2027-01-01", unknown + "\"s3.example.com\""},
             {"s3.example.com", "2027-01-01", "", true},
             {"s3.exmple.com", "2027-01-01", unknown + "\"s3.exmple.com\"; did you mean \"s3.example.com\"?", true},
             {"ocsp.example.net", "2027-01-01", "", true}, // certificates may name it
         }) {
        const auto& this_host = name;
        CAPTURE(this_host);
        site s;
        s.hosts = {host("vbr01", {"server"}), host("web01", {"linux"})};
        if (cloud) s.endpoints["cloud"] = {{"s3.example.com", {}}};
        s.accept = {{"*", "vbr01", "silent", "r", "2030-01-01"}, {"*", name, "silent", "r", until}};
        const auto idle = find_hints(s, m, "2026-11-27").idle;
        CHECK(idle.size() == (why.empty() ? 0 : 1));
        if (idle.empty()) continue;
        CHECK(idle[0].index == 1);
        CHECK(idle[0].why == why);
    }
}
