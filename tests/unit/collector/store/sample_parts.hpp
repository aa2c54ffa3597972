#pragma once

#include "collector/store/store.hpp"
#include "support/secret.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace fairway::collector::samples {

using namespace std::chrono_literals;

inline const wall_time noon = *parse_utc_time("2026-11-25T12:00:00Z");

inline reported_finding state(const std::string& flow, const std::string& target, finding_kind kind, fairway::outcome o,
                              const std::string& seen = "") {
    reported_finding f;
    f.flow = flow;
    f.target = target;
    f.from = "agent-linux";
    f.to = "repository";
    f.protocol = "tcp";
    f.ports = "2500-3300";
    f.finding = kind;
    f.outcome = o;
    f.text = std::string(to_string(kind)) + " at " + target;
    f.advice = "ask " + target;
    f.detail = "{\"flow\":\"" + flow + "\"}";
    f.essence = flow + "|" + target + "|" + std::string(to_string(kind)) + "|" + std::string(to_string(o)) + "|" + seen;
    return f;
}
inline reported_finding good(const std::string& flow, const std::string& target, const std::string& seen = "") {
    return state(flow, target, finding_kind::proven, outcome::pass, seen);
}
inline reported_finding bad(const std::string& flow, const std::string& target, const std::string& seen = "") {
    return state(flow, target, finding_kind::blocked, outcome::fail, seen);
}

/// As the reader of reports says it: the targets are part of it.
inline std::string header_essence(const reported_part& p) {
    std::string text = "header of " + p.host;
    if (p.targets)
        for (const auto& target : *p.targets)
            text += "|" + target;
    return text;
}

/// The whole run in one part.
inline reported_part whole(const std::string& run_id, std::vector<reported_finding> findings) {
    reported_part p;
    p.run_id = run_id;
    p.fairway = "0.1.0";
    p.host = "web01";
    p.roles = {"agent-linux", "repository"};
    p.matrices = {{"veeam-agents", "2026-01-19", "", "", ""}};
    p.interval_s = 300;
    p.targets.emplace();
    for (const auto& f : findings)
        p.targets->push_back(f.target);
    p.findings = std::move(findings);
    p.essence = header_essence(p);
    return p;
}

/// Part `part` of `parts`; `targets` in the last one only.
inline reported_part piece(const std::string& run_id, unsigned part, unsigned parts,
                           std::vector<reported_finding> findings, std::vector<std::string> targets = {}) {
    auto p = whole(run_id, std::move(findings));
    p.part = part;
    p.parts = parts;
    p.targets.reset();
    if (part == parts) p.targets = std::move(targets);
    p.essence = header_essence(p);
    return p;
}

inline incoming_part incoming(const std::string& prober, reported_part part, wall_time at,
                              std::chrono::seconds age = 0s) {
    incoming_part in;
    in.prober = prober;
    in.part = std::move(part);
    in.received_at = at;
    in.age = age;
    return in;
}

/// A prober of its own: its token, credential and installation are called after `name`.
inline std::string new_prober(store& s, const std::string& name, const std::string& site = "hq", wall_time at = noon) {
    s.create_token(sha256_hex("token " + name), site, 1, 24h, "admin", at);
    return s
        .enroll(
            {sha256_hex("token " + name), sha256_hex("credential " + name), "install " + name, name, "0.1.0", "::1"},
            at)
        .prober;
}

} // namespace fairway::collector::samples
