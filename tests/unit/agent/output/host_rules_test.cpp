#include "agent/output/host_rules.hpp"

#include "agent/output/format.hpp"
#include "tests/unit/agent/rich_report.hpp"
#include "text/columns.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace fairway;

namespace {

/// What each language would run: lines that are neither empty nor comments.
std::vector<std::string> commands_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty() && line[0] != '#') lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> texts_of(const host_rules& all) {
    std::vector<std::string> told;
    for (const auto& r : all.rules)
        told.push_back(r.host + (r.inbound ? " in " : " out ") + r.local + " " + joined(r.remotes) + " " +
                       std::string(to_string(r.protocol)) + " " + to_string(r.ports) + (r.confirm ? " confirm" : ""));
    return told;
}

} // namespace

TEST_CASE("who gets a rule") {
    const report& r = test::rich_report();
    const auto all = rules_for(r);
    CHECK(texts_of(all) == std::vector<std::string>{
                               "repo02 in 10.0.0.7 10.0.7.3 tcp 3001-3300,6160",
                               "web01 out 10.0.7.3 10.0.0.5 tcp 10005",
                               "dns01 in 10.0.0.53 10.0.7.3 udp 53",
                               "repo01 in 10.0.0.6 10.0.7.3 tcp 3001-3300 confirm",
                               "web02 in 10.0.0.20 10.0.7.3 tcp 445 confirm",
                           });
    // Routers are named where they are known.
    CHECK(elsewhere_in_words(all) ==
          std::vector<std::string>{"TCP 6162 from fd00::7:3 to fd00::6 (repo01): blocked by 10.1.0.1",
                                   "TCP 6162 from fd00::7:3 to fd00::7 (repo02): blocked by fd00::1",
                                   "TCP 9380 from 10.0.7.3 to 10.0.0.5 (vbr01): blocked by 10.1.0.1 (hop 2)"});
}

TEST_CASE("the rule itself, in each language") {
    report r = test::rich_report();
    std::erase_if(r.findings, [](const finding& f) { return f.requirement.target != "repo02"; });
    r.findings.pop_back(); // the router's
    CHECK(commands_of(render_rules_nftables(r, {})) ==
          std::vector<std::string>{"insert rule inet filter input ip saddr 10.0.7.3 ip daddr 10.0.0.7 tcp dport { "
                                   "3001-3300, 6160 } counter accept comment \"fairway\""});
    CHECK(commands_of(render_rules_firewalld(r, {})) ==
          std::vector<std::string>{
              "set -e",
              "firewall-cmd --permanent --add-rich-rule='rule priority=\"-100\" family=\"ipv4\" source "
              "address=\"10.0.7.3\" destination address=\"10.0.0.7\" port port=\"3001-3300\" protocol=\"tcp\" accept'",
              "firewall-cmd --permanent --add-rich-rule='rule priority=\"-100\" family=\"ipv4\" source "
              "address=\"10.0.7.3\" destination address=\"10.0.0.7\" port port=\"6160\" protocol=\"tcp\" accept'",
              "firewall-cmd --reload"});
    CHECK(commands_of(render_rules_ufw(r, {})) ==
          std::vector<std::string>{
              "set -e", "ufw prepend allow in proto tcp from 10.0.7.3 to 10.0.0.7 port 3001:3300 comment 'fairway'",
              "ufw prepend allow in proto tcp from 10.0.7.3 to 10.0.0.7 port 6160 comment 'fairway'"});
    CHECK(commands_of(render_rules_windows(r, {})) ==
          std::vector<std::string>{
              "New-NetFirewallRule -Name 'fairway-in-tcp-3001-3300,6160-from-10.0.7.3-to-10.0.0.7' -DisplayName "
              "'Fairway: TCP 3001-3300,6160 from 10.0.7.3' -Group 'Fairway' -Direction Inbound -Action Allow -Profile "
              "Any -Protocol TCP -LocalPort @('3001-3300', '6160') -LocalAddress '10.0.0.7' -RemoteAddress "
              "'10.0.7.3'"});
}

TEST_CASE("names cannot become commands") {
    const std::vector<std::string> hostile{"a\nreboot",
                                           "a'; reboot; '",
                                           "$(reboot)",
                                           "`reboot`",
                                           "a\" accept; flush ruleset; #",
                                           "a\\\nreboot",
                                           "x | reboot",
                                           "\xE2\x80\x99; reboot",
                                           "a\rreboot",
                                           "a\xC2\x85reboot",
                                           "*/ reboot /*",
                                           "#>\nreboot",
                                           "@\"\nreboot\n\"@"};
    const auto clean = [](const report& r) {
        return std::vector<std::vector<std::string>>{
            commands_of(render_rules_nftables(r, {})), commands_of(render_rules_firewalld(r, {})),
            commands_of(render_rules_ufw(r, {})), commands_of(render_rules_windows(r, {}))};
    };
    const auto wanted = clean(test::rich_report());
    for (const auto& name : hostile) {
        CAPTURE(name);
        report r = test::rich_report();
        r.host = r.fairway = r.started_at = name;
        std::vector<flow> flows;
        flows.reserve(r.findings.size());
        for (auto& f : r.findings) {
            f.requirement.target += name;
            flows.push_back(*f.requirement.flow);
            flows.back().id = flows.back().purpose = name;
            f.requirement.flow = flows.back();
            for (auto& a : f.addresses) {
                a.name = name;
                if (a.path_end) a.path_end->router = name;
                for (auto& s : a.spans) {
                    if (s.seen.on_way) s.seen.on_way->address = name;
                    s.seen.identity = name;
                }
            }
        }
        // Not one command differs: names stand in comments only, and cannot leave them.
        CHECK(clean(r) == wanted);
        for (const auto& one : {render_rules_nftables(r, {}), render_rules_ufw(r, {}), render_rules_firewalld(r, {}),
                                render_rules_windows(r, {})}) {
            std::istringstream in(one);
            for (std::string line; std::getline(in, line);) {
                if (line.ends_with('\r')) line.pop_back();
                CHECK(line.find('\r') == std::string::npos);
                if (line.find("reboot") != std::string::npos) {
                    CHECK(line[0] == '#');
                    CHECK(line.find_first_of("'\"`$|<>\\&{}\xE2\xC2") == std::string::npos);
                }
            }
        }
    }
}

TEST_CASE("addresses cannot become commands: what is none gets no rule") {
    for (const char* bad : {"10.0.0.7; reboot", "fe80::1 accept", "$(reboot)", "10.0.0.999", "any", "0/0", ""}) {
        CAPTURE(bad);
        report r = test::rich_report();
        std::erase_if(r.findings, [](const finding& f) { return f.requirement.target != "repo02"; });
        r.findings.resize(1);
        auto other = test::rich_report();
        other.findings = r.findings;
        r.findings[0].addresses[0].address = bad;
        other.findings[0].addresses[0].source = bad; // everybody would be let in
        for (const auto& one : {r, other}) {
            const auto all = rules_for(one);
            CHECK(all.rules.empty());
            CHECK(all.elsewhere.size() == 1);
            CHECK(commands_of(render_rules_nftables(one, {})).empty());
        }
    }
}

TEST_CASE("zones are no part of a rule; families do not mix") {
    report r = test::rich_report();
    std::erase_if(r.findings, [](const finding& f) { return f.requirement.target != "repo02"; });
    r.findings.resize(1);
    auto& a = r.findings[0].addresses[0];
    a.address = "fe80::1%eth0";
    a.source = "fe80::2%eth0";
    CHECK(commands_of(render_rules_nftables(r, {})) ==
          std::vector<std::string>{"insert rule inet filter input ip6 saddr fe80::2 ip6 daddr fe80::1 tcp dport "
                                   "3001-3300 counter accept comment \"fairway\""});
    a.source = "10.0.0.1";
    CHECK(commands_of(render_rules_nftables(r, {})).empty());
}

TEST_CASE("Windows: each rule has a name of its own") {
    report r = test::rich_report();
    std::set<std::string> names;
    std::size_t rules = 0;
    for (const auto& line : commands_of(render_rules_windows(r, {}))) {
        const auto begin = line.find("-Name '") + 7;
        names.insert(line.substr(begin, line.find('\'', begin) - begin));
        ++rules;
    }
    CHECK(rules == 5);
    CHECK(names.size() == rules);
    // A long list of ports is shortened, not cut: two that begin alike stay two.
    std::erase_if(r.findings, [](const finding& f) { return f.requirement.target != "repo02"; });
    r.findings.resize(1);
    auto& span = r.findings[0].addresses[0].spans.back();
    const auto name = [&](std::uint16_t last) {
        span.ports.clear();
        for (std::uint16_t port = 1001; port < 1100; port = static_cast<std::uint16_t>(port + 2))
            span.ports.push_back({port, port});
        span.ports.push_back({last, last});
        const auto line = commands_of(render_rules_windows(r, {})).at(0);
        return line.substr(0, line.find(" -DisplayName"));
    };
    CHECK(name(2000) != name(2001));
    CHECK(name(2000).size() < 130);
}
