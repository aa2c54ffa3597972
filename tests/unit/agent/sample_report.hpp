#pragma once

#include "matrix/assess.hpp"
#include "matrix/report.hpp"

namespace fairway::test {

/// A report with one of everything that a format has to show. Its flows and acceptances live as long as the program.
inline const report& sample_report() {
    static const std::vector<flow> flows = [] {
        std::vector<flow> f(7);
        const auto set = [](flow& x, const char* id, const char* to, protocol p, port_list ports, listens l,
                            const char* purpose, int row) {
            x.id = id;
            x.from = "agent-linux";
            x.to = to;
            x.protocol = p;
            x.ports = std::move(ports);
            x.listens = l;
            x.purpose = purpose;
            x.sources = {{"veeam-agents@2026-01-19", {row}}};
        };
        set(f[0], "agent-linux:backup-server:tcp:10006", "backup-server", protocol::tcp, {{10006, 10006}},
            listens::service, "Control channel", 23);
        set(f[1], "agent:repository:tcp:2500-3300", "repository", protocol::tcp, {{2500, 3300}}, listens::on_demand,
            "Backup data", 24);
        set(f[2], "agent:repository:tcp:6162", "repository", protocol::tcp, {{6162, 6162}}, listens::service,
            "Backup data", 24);
        set(f[3], "agent:smb-share:udp:137", "smb-share", protocol::udp, {{137, 137}}, listens::service,
            "NetBIOS names", 40);
        set(f[4], "agent:smb-share:tcp:445", "smb-share", protocol::tcp, {{445, 445}}, listens::service, "SMB", 39);
        set(f[5], "agent:smb-share:tcp:139", "smb-share", protocol::tcp, {{139, 139}}, listens::service, "NetBIOS", 39);
        set(f[6], "agent-linux:amazon-s3:tcp:443", "amazon-s3", protocol::tcp, {{443, 443}}, listens::external,
            "Object storage", 30);
        f[6].identify = "https";
        return f;
    }();
    static const site s = [] {
        site x;
        x.accept = {{"*:tcp:139", "nas", "path-open", "no NetBIOS here", "2027-01-31"}};
        return x;
    }();
    static const report r = [] {
        report x;
        x.run_id = "0123456789abcdef0123456789abcdef";
        x.fairway = "0.1.0";
        x.host = "web01";
        x.roles = {"agent-linux"};
        x.matrices = {{"veeam-agents", "2026-01-19", "", "https://example.invalid/ports.html", ""}};
        x.started_at = "2026-11-23T01:59:58Z";
        x.duration_ms = 3512;
        const auto saw = [](state st, reason why, evidence e, const char* by, std::optional<std::uint32_t> rtt) {
            observation o;
            o.state = st;
            o.reason = why;
            o.evidence = e;
            o.answered_by = by;
            o.rtt_us = rtt;
            return o;
        };
        const auto add = [&](const flow& f, const char* target, const std::vector<seen_address>& seen,
                             bool required = true, std::vector<std::string> questions = {}) {
            requirement c;
            c.flow = f;
            c.target = target;
            c.addresses = {target};
            c.ports = c.probed = f.ports;
            c.required = required;
            c.questions = std::move(questions);
            x.findings.push_back(assess(c, seen, s, "2026-11-23"));
        };
        const auto refused = saw(state::closed, reason::conn_refused, evidence::refused, "10.0.0.5", 412);
        const auto open = saw(state::open, reason::syn_ack, evidence::connected, "10.0.0.6", 10'400);
        const auto silent = saw(state::filtered, reason::no_response, evidence::silent, "", {});
        auto rejected = saw(state::filtered, reason::admin_prohibited, evidence::refused, "10.1.0.1", 5'100);
        rejected.icmp = icmp_error{3, 13, false};
        add(flows[0], "vbr01", {{"vbr01", "10.0.0.5", "10.0.7.3", true, {{10006, refused}}, ""}});
        std::vector<seen_port> range;
        for (std::uint16_t port = 2500; port <= 3300; ++port)
            range.push_back({port, port <= 3000 ? open : silent});
        add(flows[1], "repo01", {{"repo01", "10.0.0.6", "10.0.7.3", false, range, ""}});
        add(flows[2], "repo01",
            {{"repo01", "10.0.0.6", "10.0.7.3", false, {{6162, open}}, ""},
             {"repo01", "fd00::6", "fd00::7:3", false, {{6162, rejected}}, ""}});
        auto mute = silent;
        mute.state = state::open_or_filtered;
        add(flows[3], "nas", {{"nas", "10.0.0.9", "10.0.7.3", true, {{137, mute}}, ""}}, true,
            {"Do you use NetBIOS? (--fact netbios=true|false)"});
        add(flows[4], "nas", {{"nas", "10.0.0.9", "10.0.7.3", true, {{445, open}}, ""}});
        add(flows[5], "nas", {{"nas", "10.0.0.9", "10.0.7.3", true, {{139, refused}}, ""}});
        add(flows[4], "nas2", {{"nas2", "", "", false, {}, "no such name"}}, false);
        auto identified = open;
        identified.evidence = evidence::identified;
        identified.answered_by = "10.0.0.10";
        identified.identity = "SMB 3.1.1";
        add(flows[4], "nas3", {{"nas3", "10.0.0.10", "10.0.7.3", false, {{445, identified}}, ""}});
        tls_facts t;
        t.version = "TLSv1.3";
        t.subject = "CN=s3.example";
        t.issuer = "CN=Inspection,O=Example";
        t.sha256 = std::string(64, 'a');
        t.not_after = "2027-01-31T12:00:00Z";
        t.chain_problem = "issued by a CA that this host does not trust";
        t.faults.untrusted = true;
        t.name_matches = true;
        t.revocation = {"http://crl.example/a.crl"};
        identified.answered_by = "192.0.2.1";
        identified.identity = "HTTP 403";
        identified.tls = std::make_shared<const tls_facts>(t);
        add(flows[6], "s3.example", {{"s3.example", "192.0.2.1", "10.0.7.3", false, {{443, identified}}, ""}});
        x.skipped = {
            {"agent:gateway-server:tcp:6162", "", skip_reason::not_applicable, "no host has the role gateway-server"},
            {"agent:gateway-server:tcp:2500-3300", "", skip_reason::not_applicable,
             "no host has the role gateway-server"},
            {"agent-linux:crl:tcp:80,443", "", skip_reason::needs_config, "list the hosts in endpoints.crl"}};
        x.notes = {"This machine has no route to fd00::9."};
        return x;
    }();
    return r;
}

} // namespace fairway::test
