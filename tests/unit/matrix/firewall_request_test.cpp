#include "matrix/firewall_request.hpp"

#include "tests/unit/matrix/fleet_reports.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <tuple>

using namespace fairway;
using namespace fairway::test;

namespace {

std::vector<std::string> addresses_of(const object_group& group) {
    std::vector<std::string> all;
    for (const auto& m : group.members)
        all.push_back(m.address);
    return all;
}

/// "1 allow tcp 6162 a,b -> c at router 10.1.0.1: …"
std::string in_words(const firewall_request& r) {
    const auto listed = [](const object_group& group) {
        std::string text;
        for (const auto& m : group.members) {
            text += (text.empty() ? "" : ",") + m.address;
            for (const auto& name : m.names)
                text += "/" + name;
        }
        return text;
    };
    std::string flows;
    for (const auto& why : r.required_by)
        flows += " " + why.flow;
    return std::to_string(r.number) + " " + std::string(to_string(r.kind)) + " " + to_string(r.ports) + " " +
           listed(r.source) + " -> " + listed(r.destination) + " at " + std::string(to_string(r.stops.kind)) + " " +
           r.stops.address + " " + std::to_string(r.stops.hop) + " (" + r.where + ");" + flows;
}

std::vector<std::string> requests_of(const std::vector<report>& reports) {
    std::vector<std::string> all;
    for (const auto& r : make_firewall_requests(newest_of_each_host(reports)).requests)
        all.push_back(in_words(r));
    return all;
}

} // namespace

TEST_CASE("500 hosts that miss one rule are one request with a group of 500 sources") {
    const auto reports = fleet(500);
    const auto all = make_firewall_requests(newest_of_each_host(reports));
    REQUIRE(all.requests.size() == 2);
    for (const auto& r : all.requests) {
        CHECK(r.kind == request_kind::allow);
        CHECK(r.source.members.size() == 500);
        CHECK(addresses_of(r.destination) == std::vector<std::string>{"10.9.0.1"});
        CHECK(r.stops.kind == blocker_kind::router);
        CHECK(r.stops.address == "10.0.0.254");
        CHECK(r.number == 1);
        CHECK(r.place == "10.0.0.254");
        CHECK(r.is_addressed);
        CHECK(r.is_for_network());
        CHECK(r.first_seen == "2026-11-23T02:00:00Z");
    }
    // One says no, the other drops: two sentences about one firewall, and its distance is not the same for all.
    CHECK(to_string(all.requests[0].ports) == "6162");
    CHECK(all.requests[0].where == "10.0.0.254");
    CHECK(to_string(all.requests[1].ports) == "2500-2509");
    CHECK(all.requests[1].where == "dropped at or just after 10.0.0.254");
    CHECK(all.requests[1].stops.hop == 0);
    CHECK(all.requests[1].required_by == std::vector<justification>{{"agent:repository:tcp:2500-2509",
                                                                     "agent",
                                                                     "repository",
                                                                     "Backup data",
                                                                     "veeam-agents@2026-01-19",
                                                                     "https://example.invalid/ports.html",
                                                                     {25}}});
    // What no firewall is to blame for is said once, too.
    REQUIRE(all.others.size() == 1);
    CHECK(all.others[0].of->requirement.target == "vbr01");
    CHECK(all.others[0].hosts.size() == 500);
}

TEST_CASE("what shares a rule, and what does not") {
    const auto data = agent_flow("repository", {{6162, 6162}}, 24), more = agent_flow("repository", {{6163, 6163}}, 24);
    const auto by = rejected_by("10.0.0.254"), other = rejected_by("10.0.1.254");
    struct want {
        std::string host, source, target, address;
        flow f;
        observation seen;
    };
    struct row {
        const char* what;
        std::vector<want> given;
        std::vector<std::string> requests;
    };
    const std::string why = "; agent:repository:tcp:6162", r1 = " at router 10.0.0.254 0 (10.0.0.254)";
    auto same_port = data;
    same_port.id = "agent:repository:tcp:6162#2";
    for (const auto& r : std::vector<row>{
             {"two hosts, one target",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, by}, {"b", "10.1.0.2", "x", "10.9.0.1", data, by}},
              {"1 allow 6162 10.1.0.1/a,10.1.0.2/b -> 10.9.0.1/x" + r1 + why}},
             {"each needs each",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, by},
               {"a", "10.1.0.1", "y", "10.9.0.2", data, by},
               {"b", "10.1.0.2", "x", "10.9.0.1", data, by},
               {"b", "10.1.0.2", "y", "10.9.0.2", data, by}},
              {"1 allow 6162 10.1.0.1/a,10.1.0.2/b -> 10.9.0.1/x,10.9.0.2/y" + r1 + why}},
             {"one pair is missing: a group of two and two would allow it",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, by},
               {"a", "10.1.0.1", "y", "10.9.0.2", data, by},
               {"b", "10.1.0.2", "x", "10.9.0.1", data, by}},
              {"1 allow 6162 10.1.0.2/b -> 10.9.0.1/x" + r1 + why,
               "1 allow 6162 10.1.0.1/a -> 10.9.0.1/x,10.9.0.2/y" + r1 + why}},
             {"other ports",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, by}, {"b", "10.1.0.2", "x", "10.9.0.1", more, by}},
              {"1 allow 6162 10.1.0.1/a -> 10.9.0.1/x" + r1 + why,
               "1 allow 6163 10.1.0.2/b -> 10.9.0.1/x" + r1 + "; agent:repository:tcp:6163"}},
             {"another firewall is another request",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, by}, {"b", "10.1.0.2", "x", "10.9.0.1", data, other}},
              {"1 allow 6162 10.1.0.1/a -> 10.9.0.1/x" + r1 + why,
               "2 allow 6162 10.1.0.2/b -> 10.9.0.1/x at router 10.0.1.254 0 (10.0.1.254)" + why}},
             {"two flows, one rule",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, by}, {"a", "10.1.0.1", "x2", "10.9.0.1", same_port, by}},
              {"1 allow 6162 10.1.0.1/a -> 10.9.0.1/x/x2" + r1 + why + " agent:repository:tcp:6162#2"}},
             {"families",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, by}, {"a", "fd00::1", "x", "fd00::9", data, by}},
              {"1 allow 6162 10.1.0.1/a -> 10.9.0.1/x" + r1 + why, "1 allow 6162 fd00::1/a -> fd00::9/x" + r1 + why}},
             {"the targets' own firewalls are one matter",
              {{"a", "10.1.0.1", "x", "10.9.0.1", data, rejected_by("10.9.0.1")},
               {"a", "10.1.0.1", "y", "10.9.0.2", data, rejected_by("10.9.0.2")}},
              {"1 allow 6162 10.1.0.1/a -> 10.9.0.1/x,10.9.0.2/y at host-firewall  0 (the destination's own "
               "firewall)" +
               why}},
             {"nobody listens: no request", {{"a", "10.1.0.1", "x", "10.9.0.1", data, refused_by("10.9.0.1")}}, {}},
         }) {
        CAPTURE(r.what);
        std::vector<report> reports;
        for (const auto& w : r.given) {
            if (reports.empty() || reports.back().host != w.host) reports.push_back(report_of(w.host));
            add_finding(reports.back(), w.f, w.source, w.target, w.address, w.seen);
        }
        CHECK(requests_of(reports) == r.requests);
    }
}

TEST_CASE("owners of a group, each once") {
    auto reports = fleet(4);
    reports[0].labels = reports[1].labels = {"Web team", "web@example.com", {}};
    reports[2].labels.contact = "ops@example.com";
    host_labels storage;
    storage.owner = "Storage team";
    for (auto& f : reports[3].findings)
        f.requirement.labels = storage;
    const auto all = make_firewall_requests(newest_of_each_host(reports));
    CHECK(all.requests.at(0).source.owners ==
          std::vector<std::string>{"Web team (web@example.com)", "ops@example.com"});
    CHECK(all.requests.at(0).destination.owners == std::vector<std::string>{"Storage team"});
}

TEST_CASE("an address that is none, or is not known, is in no rule") {
    const auto data = agent_flow("repository", {{6162, 6162}}, 24);
    std::vector<report> reports{report_of("a"), report_of("b")};
    add_finding(reports[0], data, "", "x", "10.9.0.1", rejected_by("10.0.0.254"));
    add_finding(reports[1], data, "", "x", "10.9.0.1", rejected_by("10.0.0.254"));
    const auto set = newest_of_each_host(reports);
    const auto all = make_firewall_requests(set);
    REQUIRE(all.requests.size() == 1);
    CHECK_FALSE(all.requests[0].is_addressed);
    CHECK(in_words(all.requests[0]).find("/a,/b -> 10.9.0.1/x") != std::string::npos);
}

TEST_CASE("whatever is asked for, the requests allow exactly that") {
    using permit = std::tuple<std::string, std::string, std::uint16_t>;
    std::uint32_t x = 1;
    const auto random = [&](std::uint32_t below) {
        x = x * 1664525u + 1013904223u; // as in Numerical Recipes
        return (x >> 8) % below;
    };
    for (int world = 0; world < 200; ++world) {
        CAPTURE(world);
        std::set<permit> wanted;
        std::vector<report> reports;
        for (std::size_t host = 0; host < 6; ++host) {
            auto& r = reports.emplace_back(report_of("host" + std::to_string(host)));
            for (std::size_t target = 0; target < 4; ++target)
                for (const auto& ports : std::vector<port_list>{{{10, 12}}, {{11, 11}, {20, 20}}}) {
                    if (random(3) == 0) continue;
                    const auto seen = random(2) == 0 ? rejected_by("10.0.0.254") : dropped_after("10.0.0.254", 2);
                    add_finding(r, agent_flow("repository", ports, 1), nth_address(host), "t" + std::to_string(target),
                                nth_address(1000 + target), seen);
                    for (const auto port : expand(ports))
                        wanted.insert({nth_address(host), nth_address(1000 + target), port});
                }
        }
        std::set<permit> allowed;
        for (const auto& r : make_firewall_requests(newest_of_each_host(reports)).requests)
            for (const auto& source : addresses_of(r.source))
                for (const auto& destination : addresses_of(r.destination))
                    for (const auto port : expand(r.ports))
                        allowed.insert({source, destination, port});
        CHECK(allowed == wanted);
    }
}
