#include "matrix/rpc_ports.hpp"

#include "matrix/assess.hpp"
#include "matrix/change_request.hpp"
#include "matrix/report_file.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using namespace fairway;

namespace {

const port_list rpc_range{{49152, 65535}};

std::string words_of(const rpc_ports& r) {
    std::string text(to_string(r.mapper));
    for (const auto& [name, ports] :
         std::initializer_list<std::pair<const char*, port_list>>{{"registered", r.registered},
                                                                  {"left out", r.left_out},
                                                                  {"elsewhere", r.elsewhere},
                                                                  {"host only", r.host_only},
                                                                  {"outside", r.outside}})
        if (!ports.empty()) text += std::string("; ") + name + " " + to_string(ports);
    return text + (r.other_address.empty() ? "" : " (" + r.other_address + ")");
}

observation rpc_saw(reason r, state s, evidence e, const char* by) {
    observation o;
    o.reason = r;
    o.state = s;
    o.evidence = e;
    o.answered_by = by;
    return o;
}
const observation rpc_open = rpc_saw(reason::syn_ack, state::open, evidence::connected, "10.0.0.5");
const observation rpc_refused = rpc_saw(reason::conn_refused, state::closed, evidence::refused, "10.0.0.5");
const observation rpc_silent = rpc_saw(reason::no_response, state::filtered, evidence::silent, "");
const observation rpc_rejected = [] {
    auto o = rpc_saw(reason::admin_prohibited, state::filtered, evidence::refused, "10.0.9.1");
    o.icmp = icmp_error{3, 13, false};
    return o;
}();

/// The finding of a range of which 49152, 50000 and 65535 are sampled, and those registered are probed, too.
finding found(const std::vector<std::pair<std::uint16_t, observation>>& registered, const observation& sampled,
              rpc_ports rpc, bool installed = true, bool refuses = false) {
    flow f;
    f.id = "a:b:tcp:49152-65535";
    f.from = "a";
    f.to = "b";
    f.ports = rpc_range;
    f.listens = listens::on_demand;
    f.dynamic = "rpc";
    requirement c;
    c.flow = f;
    c.target = "hv01";
    c.addresses = {"hv01"};
    c.ports = f.ports;
    c.probed = {{49152, 49152}, {50000, 50000}, {65535, 65535}};
    c.installed = installed;
    seen_address at{"hv01", "10.0.0.5", "10.0.7.3", refuses, {}, ""};
    for (const auto port : expand(c.probed))
        at.ports.push_back({port, sampled});
    for (const auto& [port, seen] : registered) {
        at.ports.push_back({port, seen});
        rpc.registered.push_back({port, port});
    }
    rpc.registered = normalize(std::move(rpc.registered));
    std::sort(at.ports.begin(), at.ports.end(), [](const auto& a, const auto& b) { return a.port < b.port; });
    at.rpc = std::move(rpc);
    return assess(c, {at}, site(), "2026-11-23");
}

rpc_ports told() {
    rpc_ports r;
    r.mapper = rpc_mapper::told;
    return r;
}

std::string verdict(const finding& f) {
    return std::string(to_string(f.kind)) + ", " + std::string(to_string(f.outcome));
}

bool says(const finding& f, std::string_view words) {
    return f.text.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("what a mapper's list says of a range") {
    std::vector<registered_port> many;
    for (std::uint16_t port = 49152; port < 49152 + 70; ++port)
        many.push_back({port, "0.0.0.0"});
    struct row {
        const char* what;
        std::string address;
        std::vector<registered_port> told;
        std::string words;
        bool whole = true;
    };
    for (const row& r : std::initializer_list<row>{
             {"nothing", "10.0.0.5", {}, "told"},
             {"some, one of them for two interfaces",
              "10.0.0.5",
              {{49664, "0.0.0.0"}, {49665, "0.0.0.0"}, {49664, "0.0.0.0"}},
              "told; registered 49664-49665"},
             {"by its own address", "10.0.0.5", {{49664, "10.0.0.5"}}, "told; registered 49664"},
             {"in a part of a list", "10.0.0.5", {{49664, "0.0.0.0"}}, "told-partly; registered 49664", false},
             {"behind a translation of addresses",
              "203.0.113.5",
              {{49664, "10.0.0.5"}, {49665, "10.0.0.5"}},
              "told; registered 49664-49665; elsewhere 49664-49665 (10.0.0.5)"},
             {"on one of several addresses, and on all",
              "10.0.0.5",
              {{49664, "10.9.0.5"}, {49665, "10.9.0.5"}, {49665, "10.0.0.5"}},
              "told; registered 49664-49665; elsewhere 49664 (10.9.0.5)"},
             {"asked over IPv6, which towers have no address of",
              "2001:db8::5",
              {{49664, "0.0.0.0"}},
              "told; registered 49664"},
             {"for the host itself",
              "10.0.0.5",
              {{49664, "127.0.0.1"}, {49665, "127.0.0.1"}, {49665, "10.0.0.5"}, {5000, "127.0.0.1"}},
              "told; registered 49665; host only 49664"},
             {"for the host itself, which asks", "127.0.0.1", {{49664, "127.0.0.1"}}, "told; registered 49664"},
             {"a restricted range",
              "10.0.0.5",
              {{5000, "0.0.0.0"}, {5001, "0.0.0.0"}, {135, "0.0.0.0"}},
              "told; outside 5000-5001"},
             {"more than are probed", "10.0.0.5", many, "told; registered 49152-49215; left out 49216-49221"},
         }) {
        CAPTURE(r.what);
        CHECK(words_of(rpc_ports_of(rpc_range, r.address, 135, r.whole, r.told)) == r.words);
    }
    std::vector<registered_port> endless;
    for (unsigned port = 1; port <= 65535; ++port)
        endless.push_back({static_cast<std::uint16_t>(port), "0.0.0.0"});
    const auto kept = rpc_ports_of(rpc_range, "10.0.0.5", 135, true, endless);
    CHECK(to_string(kept.mapper) == "told-partly");
    CHECK(count(kept.registered) + count(kept.left_out) + count(kept.outside) == most_registered_told);
}

TEST_CASE("words of what came of asking a mapper") {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(rpc_mapper::responder); ++i) {
        const auto m = static_cast<rpc_mapper>(i);
        words.insert(to_string(m));
        CHECK(parse_rpc_mapper(to_string(m)) == m);
    }
    CHECK(words.size() == 9);
    CHECK_FALSE(parse_rpc_mapper("asked"));
}

TEST_CASE("registered ports decide what a range of dynamic RPC ports is found to be") {
    struct row {
        const char* what;
        std::vector<std::pair<std::uint16_t, observation>> registered;
        observation sampled;
        bool refuses;
        std::string installed, planned;
        std::string text;
    };
    const auto of_host_only = told();
    for (const row& r : std::initializer_list<row>{
             {"all answer, as do others",
              {{49664, rpc_open}, {49665, rpc_open}},
              rpc_refused,
              true,
              "connected, pass",
              "connected, pass",
              "registered at the endpoint mapper: 49664-49665; the connection was accepted; other ports, which decide "
              "nothing: 3 path-open (2 registered ports and 3 others of 16384 probed)"},
             {"all answer behind a firewall that knows RPC, or on a host that ignores other ports",
              {{49664, rpc_open}},
              rpc_silent,
              false,
              "connected, pass",
              "connected, pass",
              "registered at the endpoint mapper: 49664; the connection was accepted; other ports, which decide "
              "nothing: 3 silent, as behind a firewall that lets only registered ports through, or on a host that "
              "ignores ports that nothing listens on (1 registered port and 3 others of 16384 probed)"},
             {"the same, where a drop of the others is shown",
              {{49664, rpc_open}},
              rpc_silent,
              true,
              "connected, pass",
              "connected, pass",
              "3 silent, as behind a firewall"},
             {"the same, where the others are rejected",
              {{49664, rpc_open}},
              rpc_rejected,
              false,
              "connected, pass",
              "connected, pass",
              "3 blocked, as behind a firewall"},
             {"one is dropped: something listens there",
              {{49664, rpc_open}, {49700, rpc_silent}},
              rpc_refused,
              true,
              "silent, fail",
              "silent, fail",
              "registered at the endpoint mapper: 49664,49700; 49664 connected, 49700 silent; 49700: no answer, "
              "although "
              "the target refuses other ports"},
             {"one is silent as unused ports are: the host's own firewall may be why",
              {{49664, rpc_open}, {49700, rpc_silent}},
              rpc_silent,
              false,
              "silent, warn",
              "silent, warn",
              "others answer: the host's own firewall may admit only some of its programs"},
             {"none answers",
              {{49664, rpc_silent}},
              rpc_silent,
              false,
              "silent, fail",
              "silent, unknown",
              "registered at the endpoint mapper: 49664; no answer: a firewall drops it"},
             {"one is rejected",
              {{49664, rpc_rejected}},
              rpc_refused,
              true,
              "blocked, fail",
              "blocked, fail",
              "rejected by 10.0.9.1"},
             {"one is refused: nobody listens any more",
              {{49664, rpc_open}, {49700, rpc_refused}},
              rpc_refused,
              true,
              "path-open, warn",
              "path-open, pass",
              "49700: the path is open"},
         }) {
        CAPTURE(r.what);
        const auto f = found(r.registered, r.sampled, told(), true, r.refuses);
        CHECK(verdict(f) == r.installed);
        INFO(f.text);
        CHECK(says(f, r.text));
        CHECK(verdict(found(r.registered, r.sampled, told(), false, r.refuses)) == r.planned);
        for (const auto& s : f.addresses.at(0).spans)
            CHECK((s.outcome == outcome::skip) == !contains(f.addresses[0].rpc->registered, s.ports.front().first));
    }
}

TEST_CASE("what is registered for another address may not listen on this one") {
    auto elsewhere = told();
    elsewhere.elsewhere = {{49664, 49664}};
    elsewhere.other_address = "10.9.0.5";
    CHECK(verdict(found({{49664, rpc_open}}, rpc_silent, elsewhere)) == "connected, pass");
    const auto f = found({{49664, rpc_silent}}, rpc_silent, elsewhere);
    CHECK(verdict(f) == "silent, unknown");
    CHECK(says(f, "for another address of the host, 10.9.0.5, are registered: 49664"));
    CHECK(verdict(found({{49664, rpc_refused}}, rpc_silent, elsewhere)) == "path-open, warn");
}

TEST_CASE("RPC that is restricted to other ports makes the page's range neither open nor blocked") {
    auto rpc = told();
    rpc.outside = {{5000, 5003}};
    for (const auto& sampled : {rpc_refused, rpc_silent, rpc_rejected, rpc_open}) {
        for (const bool refuses : {true, false}) {
            const auto f = found({}, sampled, rpc, true, refuses);
            CHECK(to_string(f.outcome) == "warn");
            CHECK(f.text.starts_with("this server's RPC uses 5000-5003, outside of the range that the page gives; of "
                                     "the range itself: "));
            CHECK(f.text.ends_with("(sample: 3 of 16384 ports probed)"));
            CHECK(f.advice.starts_with("Allow TCP 5000-5003 from 10.0.7.3 to hv01 (10.0.0.5) as well, or the range"));
            report r;
            r.findings = {f};
            CHECK(make_change_request(r).lines.empty()); // nobody has to open what is not used
        }
    }
    // Part of a list does not show that there is nothing else.
    rpc.mapper = rpc_mapper::told_partly;
    CHECK(verdict(found({}, rpc_refused, rpc)) == "path-open, pass");
}

TEST_CASE("without a list, a range stays what its sample makes it, and the text says why there is none") {
    struct row {
        rpc_mapper mapper;
        const char* refusal;
        const char* text;
    };
    for (const row& r : std::initializer_list<row>{
             {rpc_mapper::not_asked, "", "the endpoint mapper was not asked"},
             {rpc_mapper::closed, "", "the endpoint mapper's port 135 refuses the connection"},
             {rpc_mapper::unreached, "", "the endpoint mapper's port 135 cannot be reached"},
             {rpc_mapper::mute, "", "the endpoint mapper on port 135 gives no answer"},
             {rpc_mapper::denied, "status 5", "the endpoint mapper gives this host no list: status 5"},
             {rpc_mapper::other_service, "", "what answers on port 135 is no endpoint mapper"},
             {rpc_mapper::responder, "", "a Fairway responder stands in for the endpoint mapper"},
         }) {
        CAPTURE(r.text);
        rpc_ports rpc;
        rpc.mapper = r.mapper;
        rpc.refusal = r.refusal;
        const auto f = found({}, rpc_refused, rpc);
        CHECK(verdict(f) == "path-open, pass");
        CHECK(f.text == "the path is open: the target itself refused; listeners exist only while a job runs; which "
                        "ports are in use is not known: " +
                            std::string(r.text) + " (sample: 3 of 16384 ports probed)");
        CHECK(verdict(found({}, rpc_silent, rpc)) == "silent, unknown");
        CHECK(verdict(found({}, rpc_silent, rpc, true, true)) == "silent, fail");
    }
    const auto empty = found({}, rpc_refused, told());
    CHECK(verdict(empty) == "path-open, pass");
    CHECK(says(empty, "; the endpoint mapper has no port of the range registered (sample: 3 of 16384 ports probed)"));
}

TEST_CASE("who is to open a dynamic port has to open the range") {
    const auto f = found({{49664, rpc_open}, {49700, rpc_silent}}, rpc_refused, told(), true, true);
    INFO(f.advice);
    CHECK(f.advice.starts_with("Allow TCP 49152-65535 from 10.0.7.3 to hv01 (10.0.0.5) in the firewalls on the path"));
    report r;
    r.findings = {f};
    const auto request = make_change_request(r);
    REQUIRE(request.lines.size() == 1);
    CHECK(to_string(request.lines[0].ports) == "49152-65535");
    const auto stale = found({{49700, rpc_refused}}, rpc_refused, told());
    CHECK(stale.advice.starts_with("The network is fine. On hv01, restart the service that registered TCP 49700"));
}

TEST_CASE("what a mapper told comes back from a report") {
    auto rpc = rpc_ports_of(rpc_range, "10.0.0.5", 1135, false,
                            {{49664, "0.0.0.0"}, {49665, "10.9.0.5"}, {49666, "127.0.0.1"}, {5504, "0.0.0.0"}});
    rpc.left_out = {{60000, 60001}};
    rpc.refusal = "status 5";
    report r;
    r.run_id = "0123456789abcdef";
    r.fairway = "1";
    r.host = "here";
    r.roles = {"a"};
    r.matrices = {{"m", "1", "", "", ""}};
    r.started_at = "2026-11-23T14:41:30Z";
    r.findings = {found({}, rpc_open, rpc)};
    const auto back = read_report_file(to_json(r).dump(), "report");
    for (const auto& p : back.problems)
        MESSAGE(to_string(p));
    REQUIRE(back.value);
    CHECK(back.value->content.findings.at(0).addresses.at(0).rpc == rpc);
}
