#pragma once

#include "matrix/assess.hpp"
#include "matrix/report.hpp"

#include <deque>
#include <string>
#include <vector>

namespace fairway::test {

inline observation rejected_by(const std::string& router) {
    observation o;
    o.state = state::filtered;
    o.reason = reason::admin_prohibited;
    o.evidence = evidence::refused;
    o.answered_by = router;
    o.icmp = icmp_error{3, 13, false};
    return o;
}

inline observation dropped_after(const std::string& router, std::uint8_t hop) {
    observation o;
    o.state = state::filtered;
    o.reason = reason::no_response;
    o.evidence = evidence::silent;
    o.path_end =
        path_end{router, hop, static_cast<std::uint8_t>(hop + 2), dropped_at::here_or_after, drop_way::forward};
    return o;
}

inline observation refused_by(const std::string& host) {
    observation o;
    o.state = state::closed;
    o.reason = reason::conn_refused;
    o.evidence = evidence::refused;
    o.answered_by = host;
    o.who_answered = who_answered::host;
    return o;
}

inline flow agent_flow(const std::string& to, port_list ports, int row) {
    flow f;
    f.id = "agent:" + to + ":tcp:" + to_string(ports);
    f.from = "agent";
    f.to = to;
    f.ports = std::move(ports);
    f.listens = listens::service;
    f.purpose = "Backup data";
    f.sources = {{"veeam-agents@2026-01-19", {row}}};
    return f;
}

/// A report of a host without findings.
inline report report_of(const std::string& host, const std::string& started_at = "2026-11-23T02:00:00Z") {
    report r;
    r.run_id = host;
    for (const char c : started_at)
        if (c >= '0' && c <= '9') r.run_id += c;
    r.fairway = "0.1.0";
    r.host = host;
    r.roles = {"agent-linux"};
    r.matrices = {{"veeam-agents", "2026-01-19", "", "https://example.invalid/ports.html", ""}};
    r.started_at = started_at;
    r.phase = phase::operation;
    return r;
}

/// What one flow of that host to one target met: the same at all of its ports.
inline void add_finding(report& r, const flow& f, const std::string& source, const std::string& target,
                        const std::string& address, const observation& seen) {
    requirement c;
    c.flow = f;
    c.target = target;
    c.addresses = {target};
    c.ports = c.probed = f.ports;
    seen_address at;
    at.name = target;
    at.address = address;
    at.source = source;
    at.refuses = true;
    for (const auto port : expand(f.ports))
        at.ports.push_back({port, seen});
    r.findings.push_back(assess(c, {at}, site(), "2026-11-23"));
}

/// 10.1.0.0 and what follows.
inline std::string nth_address(std::size_t n) {
    return "10.1." + std::to_string(n / 250) + "." + std::to_string(n % 250 + 1);
}

/// Reports of hosts that all miss the same two rules behind the same firewall, and whose backup server does not run.
inline std::vector<report> fleet(std::size_t hosts) {
    std::vector<report> all;
    for (std::size_t i = 0; i < hosts; ++i) {
        auto& r = all.emplace_back(report_of("host" + std::to_string(i)));
        const auto source = nth_address(i);
        add_finding(r, agent_flow("repository", {{6162, 6162}}, 24), source, "repo01", "10.9.0.1",
                    rejected_by("10.0.0.254"));
        add_finding(r, agent_flow("repository", {{2500, 2509}}, 25), source, "repo01", "10.9.0.1",
                    dropped_after("10.0.0.254", static_cast<std::uint8_t>(2 + i % 3)));
        add_finding(r, agent_flow("backup-server", {{10006, 10006}}, 23), source, "vbr01", "10.9.0.2",
                    refused_by("10.9.0.2"));
    }
    return all;
}

} // namespace fairway::test
