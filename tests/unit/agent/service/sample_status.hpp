#pragma once

#include "agent/service/status.hpp"

namespace fairway::test {

inline wall_time at(const char* utc) {
    return *parse_utc_time(utc);
}

/// A service at work, with one of everything to show.
inline service_status sample_status() {
    service_status s;
    s.as_of = {at("2026-11-24T23:59:30Z"), "0f3b9c5e-boot", std::chrono::seconds(190800)};
    s.fairway = "0.1.0";
    s.process = 4711;
    s.host = "web01";
    s.roles = {"agent-linux", "repository"};
    s.matrix = "veeam-agents@2026-01-19";
    s.config = "/etc/fairway/agent.json";
    s.interval = std::chrono::seconds(300);
    s.metrics = "127.0.0.1:9441";
    s.activity = service_activity::waiting;
    s.started_at = at("2026-11-22T20:00:00Z");
    s.next_run = at("2026-11-25T00:04:10Z");
    last_run r;
    r.run_id = "0123456789abcdef0123456789abcdef";
    r.started_at = at("2026-11-24T23:59:00Z");
    r.lasted = std::chrono::milliseconds(13512);
    r.counts = {9, 1, 2, 2, 4};
    r.failing = {
        {"agent-linux:backup-server:tcp:10006", "vbr01", "path-open", "the path is open, but nothing listens there"},
        {"agent:repository:tcp:2500-3300", "repo01", "silent", "no answer"}};
    r.unknown = {{"agent:dns-server:udp:53", "dns01", "unverifiable", "no answer"}};
    r.rechecked = 3;
    s.last = r;
    s.runs = {600, 1, 2, 3, 17};
    s.problem = "the new configuration was rejected: agent.json: /interval: expected a time";
    s.collector = {"https://collector.example:9440",
                   "",
                   at("2026-11-24T23:00:00Z"),
                   "the connection was refused",
                   "the collector rejects this report (422)",
                   at("2026-11-25T00:01:30Z"),
                   598,
                   {"web01 (10.0.0.7)"},
                   at("2027-03-01T00:00:00Z")};
    s.spool = {12, 65537, 5, 1, 2, "No space left on device"};
    return s;
}

} // namespace fairway::test
