#include "matrix/change_request.hpp"

#include "tests/unit/agent/rich_report.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

struct line {
    std::string kind, source, destination, name, ports;
    blocker_kind where;
    std::string culprit, evidence;
    bool operator==(const line&) const = default;
};

std::vector<line> lines_of(const change_request& c) {
    std::vector<line> lines;
    for (const auto& l : c.lines)
        lines.push_back({std::string(to_string(l.kind)), l.source, l.destination, l.of->requirement.target,
                         std::string(to_string(l.of->requirement.flow->protocol)) + " " + to_string(l.ports),
                         l.where.kind, l.culprit, l.evidence});
    return lines;
}

} // namespace

TEST_CASE("what a firewall change would mend, and what not") {
    const auto request = make_change_request(test::rich_report());
    const std::string end = "dropped at or just after 10.1.0.1 (hop 2 of 4)";
    const std::string none = "filtered, no-response", none_udp = "open|filtered, no-response";
    const auto lines = lines_of(request);
    const std::vector<line> wanted{
        // One address of two does not pass: the finding is a warning, the rule is missing all the same.
        {"allow", "fd00::7:3", "fd00::6", "repo01", "tcp 6162", blocker_kind::router, "10.1.0.1",
         "filtered, admin-prohibited, from 10.1.0.1: ICMP 3/13 (administratively prohibited)"},
        {"allow", "10.0.7.3", "10.0.0.7", "repo02", "tcp 3001-3300", blocker_kind::unknown, end, none},
        {"allow", "10.0.7.3", "10.0.0.7", "repo02", "tcp 6160", blocker_kind::host_firewall,
         "the firewall of repo02 itself", "filtered, admin-prohibited: ICMP 3/10 (host administratively prohibited)"},
        {"allow", "fd00::7:3", "fd00::7", "repo02", "tcp 6162", blocker_kind::router, "fd00::1",
         "filtered, admin-prohibited, from fd00::1: ICMPv6 1/1 (administratively prohibited)"},
        {"allow", "10.0.7.3", "10.0.0.5", "vbr01", "tcp 10005", blocker_kind::this_host, "the firewall of web01 itself",
         "filtered, perm-denied"},
        {"allow", "10.0.7.3", "10.0.0.5", "vbr01", "tcp 9380", blocker_kind::router, "10.1.0.1 (hop 2)",
         "closed, conn-refused"},
        {"allow", "10.0.7.3", "10.0.0.53", "dns01", "udp 53", blocker_kind::unknown, end, none_udp},
        {"confirm", "10.0.7.3", "10.0.0.6", "repo01", "tcp 3001-3300", blocker_kind::unknown, "", none},
        // Planned: its installer may open its own firewall.
        {"confirm", "10.0.7.3", "10.0.0.20", "web02", "tcp 445", blocker_kind::host_firewall,
         "the firewall of web02 itself", "filtered, port-unreach: ICMP 3/3 (port unreachable)"},
        {"optional", "10.0.7.3", "10.0.0.9", "nas", "udp 137", blocker_kind::unknown, "", none_udp},
        {"optional", "10.0.7.3", "10.0.0.8", "repo03", "tcp 4500-5300", blocker_kind::unknown, end,
         none + " (sample: 3 of 801 ports probed)"},
    };
    REQUIRE(lines.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CAPTURE(i);
        CHECK(lines[i].kind == wanted[i].kind);
        CHECK(lines[i].source == wanted[i].source);
        CHECK(lines[i].destination == wanted[i].destination);
        CHECK(lines[i].name == wanted[i].name);
        CHECK(lines[i].ports == wanted[i].ports);
        CHECK(lines[i].where == wanted[i].where);
        CHECK(lines[i].culprit == wanted[i].culprit);
        CHECK(lines[i].evidence == wanted[i].evidence);
    }
    std::vector<std::string> others;
    for (const auto* f : request.not_a_firewall_matter)
        others.push_back(f->requirement.target + " " + std::string(to_string(f->kind)));
    CHECK(others == std::vector<std::string>{"vbr01 path-open", "nas2 name-failure", "s3.example intercepted",
                                             "vbr01 intermediary", "web02 proven", "dns01 stalled",
                                             "dns02 wrong-service", "nas5 not-run"});
}

TEST_CASE("spans that say the same become one line with ranges") {
    report r = test::rich_report();
    std::erase_if(r.findings, [](const finding& f) { return f.requirement.target != "repo02"; });
    r.findings.resize(1);
    auto& spans = r.findings[0].addresses[0].spans;
    auto more = spans.back();
    more.ports = {{4000, 4001}, {3999, 3999}};
    spans.push_back(more);
    auto other = spans.back();
    other.ports = {{5000, 5000}};
    other.seen.reason = reason::admin_prohibited;
    spans.push_back(other);
    const auto request = make_change_request(r);
    REQUIRE(request.lines.size() == 2);
    CHECK(to_string(request.lines[0].ports) == "3001-3300,3999-4001");
    CHECK(to_string(request.lines[1].ports) == "5000");
}

TEST_CASE("of a sample, what was not probed is asked for as far as the nearest port that works") {
    report r = test::rich_report();
    std::erase_if(r.findings, [](const finding& f) { return f.requirement.target != "repo03"; });
    auto& a = r.findings[0].addresses[0];
    auto open = a.spans[0];
    a.spans[0].ports = {{4500, 4500}, {4600, 4600}, {5000, 5000}, {5300, 5300}};
    open.ports = {{4700, 4700}};
    open.finding = finding_kind::connected;
    open.outcome = outcome::pass;
    a.spans.push_back(open);
    const auto request = make_change_request(r);
    REQUIRE(request.lines.size() == 1);
    CHECK(to_string(request.lines[0].ports) == "4500-4699,4701-5300");
    CHECK(request.lines[0].evidence.ends_with(" (sample: 5 of 801 ports probed)"));
}

TEST_CASE("accepted findings, and families that this host has no route for, are nobody's task") {
    report r = test::rich_report();
    static const acceptance known{"*", "*", "silent", "known", "2027-01-01"};
    for (auto& f : r.findings)
        f.accepted = known;
    const auto request = make_change_request(r);
    CHECK(request.lines.empty());
    CHECK(request.not_a_firewall_matter.empty());
}
