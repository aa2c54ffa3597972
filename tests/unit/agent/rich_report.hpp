#pragma once

#include "tests/unit/agent/sample_report.hpp"

#include "matrix/assess.hpp"

#include <deque>

namespace fairway::test {

/// The sample report and, on top of it, every finding and every way of being stopped. It lives as long as the program.
inline const report& rich_report() {
    static std::deque<flow> flows;
    static const site s = [] {
        site x;
        x.accept = {{"*", "old01", "unreachable", "to be switched off", "2027-06-30"}};
        return x;
    }();
    static const report r = [] {
        report x = sample_report();
        x.run_id = "fedcba9876543210fedcba9876543210";
        const auto saw = [](state st, reason why, evidence e, const char* by) {
            observation o;
            o.state = st;
            o.reason = why;
            o.evidence = e;
            o.answered_by = by;
            if (*by != '\0') o.rtt_us = 730;
            return o;
        };
        const auto icmp = [&](reason why, const char* by, icmp_error error) {
            auto o = saw(state::filtered, why, evidence::refused, by);
            o.icmp = error;
            return o;
        };
        const auto add = [&](const char* id, const char* to, protocol p, port_list ports, listens l,
                             const char* purpose, int row, const char* target, std::vector<seen_address> seen,
                             bool installed = true, select choice = select::all) -> finding& {
            flow& f = flows.emplace_back();
            f.id = id;
            f.from = "agent-linux";
            f.to = to;
            f.protocol = p;
            f.ports = std::move(ports);
            f.select = choice;
            f.listens = l;
            f.purpose = purpose;
            f.never_answers = p == protocol::udp && contains(f.ports, 138);
            f.sources = {{"veeam-agents@2026-01-19", {row, row + 1}}};
            requirement c;
            c.flow = f;
            c.target = target;
            c.addresses = {target};
            c.ports = c.probed = f.ports;
            c.installed = installed;
            x.findings.push_back(assess(c, seen, s, "2026-11-23"));
            return x.findings.back();
        };
        const auto all = [](std::uint16_t first, std::uint16_t last, const observation& o) {
            std::vector<seen_port> ports;
            for (std::uint32_t port = first; port <= last; ++port)
                ports.push_back({static_cast<std::uint16_t>(port), o});
            return ports;
        };
        const char* const here = "10.0.7.3";

        auto dropped = saw(state::filtered, reason::no_response, evidence::silent, "");
        dropped.path_end = path_end{"10.1.0.1", 2, 4, dropped_at::here_or_after, drop_way::forward};
        auto refused = saw(state::closed, reason::conn_refused, evidence::refused, "10.0.0.7");
        refused.who_answered = who_answered::host;
        auto range = all(2500, 3000, refused);
        for (const auto& one : all(3001, 3300, dropped))
            range.push_back(one);
        add("agent:repository:tcp:2500-3300#2", "repository", protocol::tcp, {{2500, 3300}}, listens::on_demand,
            "Backup data", 24, "repo02", {{"repo02", "10.0.0.7", here, true, range, "", 4}});
        add("agent:repository:tcp:6160", "repository", protocol::tcp, {{6160, 6160}}, listens::service,
            "Installer service", 26, "repo02",
            {{"repo02", "10.0.0.7", here, true,
              all(6160, 6160, icmp(reason::admin_prohibited, "10.0.0.7", {3, 10, false})), "", 4}});
        add("agent:repository:tcp:6162#2", "repository", protocol::tcp, {{6162, 6162}}, listens::service, "Backup data",
            24, "repo02",
            {{"repo02",
              "fd00::7",
              "fd00::7:3",
              false,
              all(6162, 6162, icmp(reason::admin_prohibited, "fd00::1", {1, 1, true})),
              "",
              {}}});
        add("agent-linux:backup-server:tcp:10005", "backup-server", protocol::tcp, {{10005, 10005}}, listens::service,
            "Enrollment", 22, "vbr01",
            {{"vbr01",
              "10.0.0.5",
              here,
              true,
              all(10005, 10005, saw(state::filtered, reason::perm_denied, evidence::none, "")),
              "",
              {}}});
        auto forged = saw(state::closed, reason::conn_refused, evidence::refused, "10.0.0.5");
        forged.on_way = on_way{on_way_kind::router, "10.1.0.1", 2};
        forged.who_answered = who_answered::on_way;
        add("agent-linux:backup-server:tcp:9380", "backup-server", protocol::tcp, {{9380, 9380}}, listens::service,
            "Log shipping", 25, "vbr01", {{"vbr01", "10.0.0.5", here, true, all(9380, 9380, forged), "", 3}});
        auto proxied = saw(state::open, reason::syn_ack, evidence::connected, "10.0.0.5");
        proxied.on_way = on_way{on_way_kind::router, "10.1.0.1", 2};
        proxied.who_answered = who_answered::on_way;
        add("agent-linux:backup-server:tcp:443", "backup-server", protocol::tcp, {{443, 443}}, listens::service,
            "Web services", 27, "vbr01", {{"vbr01", "10.0.0.5", here, true, all(443, 443, proxied), "", 3}});
        auto proven = saw(state::open, reason::syn_ack, evidence::proven, "10.0.0.20");
        add("backup-server:agent-windows:tcp:6160", "agent-windows", protocol::tcp, {{6160, 6160}}, listens::service,
            "Installer", 1, "web02", {{"web02", "10.0.0.20", here, false, all(6160, 6160, proven), "", 2}}, false);
        add("backup-server:agent-windows:tcp:135", "agent-windows", protocol::tcp, {{135, 135}}, listens::service,
            "RPC endpoint mapper", 2, "web02", {{"web02", "10.0.0.20", here, false, all(135, 135, proven), "", 2}});
        add("backup-server:agent-windows:tcp:445", "agent-windows", protocol::tcp, {{445, 445}}, listens::service,
            "SMB of the installer", 3, "web02",
            {{"web02", "10.0.0.20", here, false, all(445, 445, icmp(reason::port_unreach, "10.0.0.20", {3, 3, false})),
              "", 2}},
            false);
        add("backup-server:agent-windows:udp:138", "agent-windows", protocol::udp, {{138, 138}}, listens::service,
            "NetBIOS datagrams", 4, "web02",
            {{"web02", "10.0.0.20", here, false,
              all(138, 138, saw(state::open_or_filtered, reason::no_response, evidence::silent, "")), "", 2}});
        auto dropped_datagram = dropped;
        dropped_datagram.state = state::open_or_filtered;
        add("agent:dns-server:udp:53", "dns-server", protocol::udp, {{53, 53}}, listens::service, "Names", 50, "dns01",
            {{"dns01", "10.0.0.53", here, false, all(53, 53, dropped_datagram), "", 4}});
        auto mute = saw(state::open, reason::syn_ack, evidence::connected, "10.0.0.53");
        mute.mute = true;
        add("agent:dns-server:tcp:53", "dns-server", protocol::tcp, {{53, 53}}, listens::service, "Names", 50, "dns01",
            {{"dns01", "10.0.0.53", here, false, all(53, 53, mute), "", 4}});
        auto other = saw(state::open, reason::syn_ack, evidence::connected, "10.0.0.54");
        other.other_protocol = true;
        other.identity = "looks like SSH: OpenSSH_9.2";
        add("agent:dns-server:tcp:53#2", "dns-server", protocol::tcp, {{53, 53}}, listens::service, "Names", 50,
            "dns02", {{"dns02", "10.0.0.54", here, false, all(53, 53, other), "", 4}});
        add("agent:smb-share:tcp:445#2", "smb-share", protocol::tcp, {{445, 445}}, listens::service, "SMB", 39, "old01",
            {{"old01",
              "10.9.9.9",
              here,
              false,
              all(445, 445, icmp(reason::host_unreach, "10.1.0.1", {3, 1, false})),
              "",
              {}}});
        add("agent:smb-share:tcp:445#3", "smb-share", protocol::tcp, {{445, 445}}, listens::service, "SMB", 39, "nas4",
            {{"nas4",
              "10.0.0.13",
              here,
              false,
              all(445, 445, saw(state::open, reason::syn_ack, evidence::connected, "10.0.0.13")),
              "",
              {}},
             {"nas4",
              "fd00::9",
              "",
              false,
              all(445, 445, saw(state::filtered, reason::no_route, evidence::none, "")),
              "",
              {}}});
        add("agent:smb-share:tcp:445#4", "smb-share", protocol::tcp, {{445, 445}}, listens::service, "SMB", 39, "nas5",
            {{"nas5",
              "10.0.0.14",
              here,
              false,
              all(445, 445, saw(state::unknown, reason::not_run, evidence::none, "")),
              "",
              {}}});
        auto any = all(6184, 6187, saw(state::filtered, reason::no_response, evidence::silent, ""));
        auto unchecked = saw(state::open, reason::syn_ack, evidence::connected, "10.0.0.21");
        unchecked.who_answered = who_answered::unchecked;
        for (const auto& one : all(6188, 6195, unchecked))
            any.push_back(one);
        add("backup-server:agent-windows:tcp:6184-6195", "agent-windows", protocol::tcp, {{6184, 6195}},
            listens::service, "Agent control", 5, "web03", {{"web03", "10.0.0.21", here, false, any, "", 2}}, true,
            select::any);
        tls_facts t;
        t.version = "TLSv1.3";
        t.subject = "CN=storage.example,O=Example & Sons <b>";
        t.issuer = "CN=Example Root";
        t.sha256 = std::string(64, 'b');
        t.not_after = "2027-03-01T00:00:00Z";
        t.chain_valid = t.name_matches = true;
        t.revocation = {"http://crl.example/b.crl", "http://ocsp.example/"};
        auto identified = saw(state::open, reason::syn_ack, evidence::identified, "2001:db8::5");
        identified.identity = "HTTP 403, server \"Example\"";
        identified.tls = std::make_shared<const tls_facts>(t);
        add("agent-linux:s3-compatible:tcp:443", "s3-compatible", protocol::tcp, {{443, 443}}, listens::external,
            "Object storage", 33, "storage.example",
            {{"storage.example", "2001:db8::5", "fd00::7:3", false, all(443, 443, identified), "", {}}});
        t.chain_judged = t.chain_valid = false;
        t.sha256 = std::string(64, 'c');
        identified.tls = std::make_shared<const tls_facts>(t);
        identified.answered_by = "10.0.0.30";
        add("agent-linux:active-directory:tcp:636", "active-directory", protocol::tcp, {{636, 636}}, listens::service,
            "LDAP over TLS", 51, "dc01", {{"dc01", "10.0.0.30", here, false, all(636, 636, identified), "", {}}});

        // Two questions, and a sample of a range.
        auto& asked =
            add("agent:repository:tcp:4500-5300", "repository", protocol::tcp, {{4500, 5300}}, listens::on_demand,
                "Restore data", 28, "repo03",
                {{"repo03", "10.0.0.8", here, false, {{4500, dropped}, {4801, dropped}, {5300, dropped}}, "", 4}});
        asked.requirement.questions = {"Do you restore files? (--fact file_level_restore=true|false)",
                                       "Do you use NetBIOS? (--fact netbios=true|false)"};
        asked.requirement.probed = {{4500, 4500}, {4801, 4801}, {5300, 5300}};
        asked.outcome = outcome::warn;
        asked.text += " (sample: 3 of 801 ports probed)";
        return x;
    }();
    return r;
}

} // namespace fairway::test
