#include "agent/check.hpp"

#include "agent/external_name_notes.hpp"
#include "agent/proxy.hpp"
#include "agent/round.hpp"
#include "matrix/assess.hpp"
#include "matrix/fallback.hpp"
#include "probes/identify/tls.hpp"
#include "probes/sweep/trace.hpp"
#include "support/secret.hpp"
#include "support/utc_time.hpp"
#include "text/columns.hpp"
#include "text/glob.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace fairway {

namespace {

/// A certificate says what it likes: so many hosts of it are looked at.
constexpr std::size_t most_found_hosts = 16;

/// What the plan has once these hosts are known, and was not checked before.
std::vector<requirement> new_checks(const std::vector<finding>& before, plan& now) {
    std::vector<requirement> added;
    for (auto& c : now.requirements)
        if (std::none_of(before.begin(), before.end(), [&](const auto& b) {
                return b.requirement.flow == c.flow && b.requirement.target == c.target;
            }))
            added.push_back(std::move(c));
    return added;
}

/// Addresses of which it was shown that silence there is no muteness of the host.
std::set<std::string> refusing_addresses(const std::vector<finding>& findings) {
    std::set<std::string> addresses;
    for (const auto& f : findings)
        for (const auto& at : f.addresses)
            for (const auto& s : at.spans)
                if (s.finding == finding_kind::path_open && f.requirement.flow->protocol == protocol::tcp)
                    addresses.insert(at.address);
    return addresses;
}

/// "2026-11-25 02:29:13.042 UTC": a capture has times of day.
std::string to_the_millisecond(wall_time when) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count() % 1000;
    std::string text = utc_time(when); // "2026-11-25T02:29:13Z"
    text.replace(text.find('T'), 1, " ");
    text.pop_back();
    const auto digits = std::to_string(1000 + ms);
    return text + "." + digits.substr(1) + " UTC";
}

/// Globs of flows to be explained that match none of those that were probed.
std::vector<std::string> unexplained(const std::vector<std::string>& globs, const explanations& explained) {
    std::vector<std::string> none;
    for (const auto& glob : globs)
        if (std::none_of(explained.of.begin(), explained.of.end(),
                         [&](const auto& e) { return glob_match(glob, e.about.requirement.flow->id); }))
            none.push_back(glob);
    return none;
}

/// What was not probed because a source was chosen for the other family only.
std::string no_source_note(const source_addresses& source, const std::vector<std::string>& left_out) {
    constexpr std::size_t most_shown = 5;
    const bool v4 = source.v6.empty();
    return "Not probed: " + joined(left_out, most_shown) + ". The chosen source address " +
           (v4 ? source.v4 + " is IPv4; add one for IPv6." : source.v6 + " is IPv6; add one for IPv4.");
}

} // namespace

std::vector<revocation_host> revocation_hosts(const std::vector<finding>& findings,
                                              const std::vector<revocation_host>& before) {
    std::vector<revocation_host> hosts;
    const auto add = [&](const revocation_host& host) {
        const bool known = std::any_of(hosts.begin(), hosts.end(), [&](const auto& h) {
            return h.host == host.host && h.port == host.port && h.role == host.role;
        });
        if (!known && hosts.size() < most_found_hosts) hosts.push_back(host);
    };
    std::set<std::string> kept_silent; // roles of services that showed no certificate this time
    for (const auto& f : findings) {
        if (f.requirement.flow->listens != listens::external || f.kind == finding_kind::intercepted) continue;
        bool shown = false;
        for (const auto& a : f.addresses)
            for (const auto& s : a.spans) {
                if (!s.seen.tls || s.finding == finding_kind::intercepted || s.seen.tls->faults.incomplete) continue;
                shown = true;
                for (const auto& url : s.seen.tls->revocation)
                    if (const auto at = identify::host_of_url(url)) add({at->host, at->port, f.requirement.flow->to});
            }
        if (!shown && f.requirement.flow->identify == "https") kept_silent.insert(f.requirement.flow->to);
    }
    for (const auto& host : before)
        if (kept_silent.count(host.role) != 0) add(host);
    return hosts;
}

report run_check(const assignment& a, plan p, const check_options& options, const local_identity& local,
                 const std::optional<wire::site_key>& key,
                 const std::function<void(const sweep_progress&)>& on_progress, const std::stop_token& stop,
                 const std::function<void(explanations)>& on_explained) {
    const auto began = std::chrono::steady_clock::now();
    const auto began_at = std::chrono::system_clock::now();

    report r;
    r.run_id = random_hex(16);
    r.fairway = FAIRWAY_VERSION;
    r.host = a.stand_in_for.empty() ? p.host : local.name;
    r.roles = p.roles;
    r.stand_in_for = a.stand_in_for;
    r.labels = a.self.labels;
    r.phase = p.phase;
    r.matrices = a.matrix.sources;
    r.started_at = utc_time(began_at);
    r.skipped = p.skipped;

    explanations explained;
    const auto explain = [&](const probing_round& round, const finding& f) {
        const bool wanted = std::any_of(options.explain.begin(), options.explain.end(),
                                        [&](const auto& glob) { return glob_match(glob, f.requirement.flow->id); });
        if (wanted) explained.of.push_back({f, round.explain(f.requirement, began)});
    };
    const std::string today = utc_date(began_at);
    const auto carry_out = [&](std::vector<requirement> checks) {
        probing_round round(a, checks, options, key, stop);
        round.run(on_progress);
        r.complete = r.complete && !round.interrupted();
        r.findings.reserve(r.findings.size() + checks.size());
        for (auto& c : checks) {
            r.findings.push_back(assess(c, round.seen(c), a.site, today));
            c = {}; // the finding has it: of tens of thousands, nobody needs two
            explain(round, r.findings.back());
        }
        r.notes.insert(r.notes.end(), round.notes().begin(), round.notes().end());
        for (const auto& address : round.without_route())
            r.notes.push_back("This host has no route to " + address + ".");
        if (const auto left_out = round.without_source(); !left_out.empty())
            r.notes.push_back(no_source_note(a.source, left_out));
    };
    if (const auto note = no_hop_checks_note(options.trace, trace_available(), rejections_told()); !note.empty())
        r.notes.push_back(note);
    if (const auto note = environment_proxy_note(p, a, proxy_of_environment()); !note.empty()) r.notes.push_back(note);
    carry_out(std::move(p.requirements));
    const auto found = r.complete ? revocation_hosts(r.findings, {}) : std::vector<revocation_host>();
    if (!found.empty()) {
        const site wider = with_revocation_hosts(a.matrix, a.site, found);
        plan now = make_plan(a.matrix, wider, a.self, options.plan);
        if (auto checks = new_checks(r.findings, now); !checks.empty()) {
            carry_out(std::move(checks));
            r.skipped = std::move(now.skipped);
        }
    }
    weigh_fallbacks(r.findings);
    for (auto& note : external_name_notes(r.findings, local.addresses))
        r.notes.push_back(std::move(note));

    r.duration_ms = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count());
    if (on_explained) {
        explained.began = to_the_millisecond(began_at);
        explained.absent = unexplained(options.explain, explained);
        on_explained(std::move(explained));
    }
    return r;
}

std::string no_hop_checks_note(bool wanted, bool available, bool rejections_told) {
    if (!wanted || available) return {};
    return std::string("Hop checks are not available on this system: it ") +
           (rejections_told ? "shows who sends ICMP errors only where they end a TCP connect"
                            : "does not show who sends ICMP errors, and a port that is rejected with one may look "
                              "silent") +
           ". Answers that an intermediary forges in a host's name go unnoticed, and where packets are dropped remains "
           "unknown.";
}

std::optional<std::vector<finding>> look_again(const assignment& a, const report& first,
                                               const std::vector<std::size_t>& which, const check_options& options,
                                               const std::function<void(const sweep_progress&)>& on_progress,
                                               const std::stop_token& stop) {
    std::vector<requirement> checks;
    for (const auto i : which)
        checks.push_back(first.findings[i].requirement);
    const std::optional<wire::site_key> no_key;
    probing_round round(a, checks, options, no_key, stop);
    round.run(on_progress);
    if (round.interrupted()) return std::nullopt;

    const auto refusing = refusing_addresses(first.findings);
    const std::string today = utc_date(std::chrono::system_clock::now());
    std::vector<finding> findings;
    for (const auto& c : checks) {
        auto seen = round.seen(c);
        for (auto& at : seen)
            at.refuses = at.refuses || refusing.count(at.address) != 0;
        findings.push_back(assess(c, seen, a.site, today));
    }
    return findings;
}

} // namespace fairway
