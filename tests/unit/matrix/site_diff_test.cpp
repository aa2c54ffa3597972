#include "matrix/address_products.hpp"
#include "matrix/site_diff.hpp"
#include "tests/unit/matrix/parts.hpp"
#include "text/columns.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;
using test::flow_between;
using test::if_fact;
using test::never;
using test::role_called;

namespace {

fact asked(const char* id, const char* question) {
    fact f;
    f.id = id;
    f.question = question;
    return f;
}

matrix of_flows(std::vector<flow> flows) {
    matrix m;
    m.sources = {{"page", "1", "", "", ""}};
    m.roles = {role_called("server", "server"), role_called("agent", "agent"),
               role_called("agent-linux", "agent-linux", {"agent"}),
               role_called("agent-windows", "agent-windows", {"agent"})};
    m.roles[1].abstract = true;
    m.facts = {asked("push", "Push?")};
    m.flows = std::move(flows);
    return m;
}

site_host a_host(const char* name, const char* role) {
    site_host h;
    h.name = name;
    h.roles = {role};
    return h;
}

site a_site(fact_values facts = {}) {
    site s;
    s.hosts = {a_host("vbr", "server"), a_host("lin1", "agent-linux"), a_host("lin2", "agent-linux"),
               a_host("win", "agent-windows")};
    s.facts = std::move(facts);
    return s;
}

/// "opened 22 vbr -> lin1,lin2: not-needed, needed"
std::vector<std::string> told(const site_diff& d) {
    std::vector<std::string> all;
    for (const auto& c : d.changes)
        all.push_back(std::string(to_string(c.kind)) + " " + to_string(c.ports) + " " +
                      joined(c.sources, std::string::npos, ",") + " -> " + joined(c.targets, std::string::npos, ",") +
                      ": " + std::string(to_string(c.before.level)) + ", " + std::string(to_string(c.after.level)));
    return all;
}

} // namespace

TEST_CASE("what changes for the hosts of a site") {
    struct row {
        const char* name;
        std::vector<flow> before, after;
        fact_values facts;
        std::vector<std::string> changes;
    };
    const auto to_linux = flow_between("server", "agent-linux", {{22, 22}}),
               to_agents = flow_between("server", "agent", {{22, 22}}),
               to_windows = flow_between("server", "agent-windows", {{22, 22}}),
               range = flow_between("server", "agent-linux", {{2500, 3300}}),
               low = flow_between("server", "agent-linux", {{2500, 2999}}),
               high = flow_between("server", "agent-linux", {{3000, 3300}}),
               back = flow_between("agent", "server", {{10006, 10006}});
    auto if_push = to_linux, fallback = range, optional_ssh = to_linux;
    if_push.when = if_fact("push");
    fallback.fallback_of = {{22, 22}};
    optional_ssh.required_when = never();
    for (const auto& [name, before, after, facts, changes] : std::vector<row>{
             {"nothing", {to_linux}, {to_linux}, {}, {}},
             {"new", {}, {to_linux}, {}, {"opened 22 vbr -> lin1,lin2: not-needed, needed"}},
             {"gone", {to_linux}, {}, {}, {"no-longer-needed 22 vbr -> lin1,lin2: needed, not-needed"}},
             {"to the server, from all", {}, {back}, {}, {"opened 10006 lin1,lin2,win -> vbr: not-needed, needed"}},
             {"for all kinds or for each of them is the same", {to_linux, to_windows}, {to_agents}, {}, {}},
             {"for one more kind", {to_linux}, {to_agents}, {}, {"opened 22 vbr -> win: not-needed, needed"}},
             {"a split changes nothing", {range}, {low, high}, {}, {}},
             {"narrowed", {range}, {low}, {}, {"no-longer-needed 3000-3300 vbr -> lin1,lin2: needed, not-needed"}},
             {"what another flow still needs", {range, low}, {range}, {}, {}},
             {"a fallback now", {range}, {fallback}, {}, {"changed 2500-3300 vbr -> lin1,lin2: needed, fallback"}},
             {"mandatory now", {optional_ssh}, {to_linux}, {}, {"changed 22 vbr -> lin1,lin2: optional, needed"}},
             {"a condition that nobody settled",
              {to_linux},
              {if_push},
              {},
              {"changed 22 vbr -> lin1,lin2: needed, depends"}},
             {"a condition that holds", {to_linux}, {if_push}, {{"push", "true"}}, {}},
             {"a condition that does not",
              {to_linux},
              {if_push},
              {{"push", "false"}},
              {"no-longer-needed 22 vbr -> lin1,lin2: needed, not-needed"}},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        const auto old_one = of_flows(before), new_one = of_flows(after);
        CHECK(told(compare(old_one, new_one, a_site(facts))) == changes);
    }
}

TEST_CASE("why something is no longer needed is known") {
    const auto always = flow_between("server", "agent-linux", {{22, 22}});
    auto if_push = always;
    if_push.when = if_fact("push");
    const auto before = of_flows({always}), after = of_flows({if_push});
    const auto d = compare(before, after, a_site({{"push", "false"}}));
    REQUIRE(d.changes.size() == 1);
    CHECK(d.changes[0].after.by == &after.flows[0]);
    CHECK(d.changes[0].before.by == &before.flows[0]);
    const auto gone = of_flows({});
    const auto without = compare(before, gone, a_site());
    REQUIRE(without.changes.size() == 1);
    CHECK(without.changes[0].after.by == nullptr);
}

TEST_CASE("ports are the hosts' own") {
    site s = a_site();
    s.hosts[1].ports = {{port_range{6160, 6160}, {{7160, 7160}}}};
    const auto before = of_flows({}), after = of_flows({flow_between("server", "agent-linux", {{6160, 6160}})});
    CHECK(told(compare(before, after, s)) == std::vector<std::string>{"opened 6160 vbr -> lin2: not-needed, needed",
                                                                      "opened 7160 vbr -> lin1: not-needed, needed"});
}

TEST_CASE("a new flow without a port is left open by the site") {
    const auto before = of_flows({}), after = of_flows({flow_between("server", "agent-linux", {})});
    const auto d = compare(before, after, a_site());
    CHECK(d.changes.empty());
    REQUIRE(d.open.size() == 2);
    CHECK(d.open[0].target == "lin1");
    CHECK(compare(after, after, a_site()).open.empty());
}

TEST_CASE("what the site states and the new matrix does not know") {
    const auto before = of_flows({});
    auto after = of_flows({});
    after.facts.clear();
    std::erase_if(after.roles, [](const role& r) { return r.id == "agent-windows"; });
    const auto d = compare(before, after, a_site({{"push", "true"}}));
    CHECK(d.unknown_facts == std::vector<std::string>{"push"});
    CHECK(d.unknown_roles == std::vector<std::string>{"agent-windows"});
    CHECK(!d.empty());
    CHECK(compare(before, before, a_site({{"push", "true"}})).empty());
}

TEST_CASE("500 hosts are one line") {
    site s;
    s.hosts = {a_host("vbr", "server")};
    for (int i = 0; i < 500; ++i)
        s.hosts.push_back(a_host(("lin" + std::to_string(i)).c_str(), "agent-linux"));
    const auto before = of_flows({}), after = of_flows({flow_between("agent", "server", {{10006, 10006}}),
                                                        flow_between("server", "agent", {{22, 22}, {6160, 6160}})});
    const auto d = compare(before, after, s);
    REQUIRE(d.changes.size() == 2);
    CHECK(d.changes[0].sources.size() == 500);
    CHECK(d.changes[1].targets.size() == 500);
    CHECK(d.hosts == 501);
}

TEST_CASE("what a site may name is what either matrix has") {
    auto before = of_flows({flow_between("server", "agent", {{22, 22}})}), after = of_flows({});
    before.facts.push_back(asked("old", "Old?"));
    after.roles.push_back(role_called("mount", "mount"));
    after.facts[0].question = "Pushed?";
    const auto both = vocabulary_of(before, after);
    CHECK(both.find_role("mount") != nullptr);
    CHECK(both.find_fact("old") != nullptr);
    CHECK(both.find_fact("push")->question == "Pushed?");
    CHECK(both.flows.size() == 1);
}

TEST_CASE("pairs as products: all of them, and nothing else") {
    const std::vector<end_pair> pairs{{"a", "x"}, {"a", "y"}, {"b", "x"}, {"b", "y"}, {"c", "x"}};
    const auto products = products_of(pairs);
    CHECK(products.size() == 2);
    std::vector<end_pair> again;
    for (const auto& [sources, targets] : products)
        for (const auto& source : sources)
            for (const auto& target : targets)
                again.emplace_back(source, target);
    std::sort(again.begin(), again.end());
    CHECK(again == pairs);
    CHECK(products_of({}).empty());
}
