#include "matrix/finding.hpp"

#include "matrix/word_table.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr word_table<finding_kind, 16> finding_kind_words{{
    {finding_kind::proven, "proven"},
    {finding_kind::confirmed, "confirmed"},
    {finding_kind::connected, "connected"},
    {finding_kind::path_open, "path-open"},
    {finding_kind::stalled, "stalled"},
    {finding_kind::wrong_service, "wrong-service"},
    {finding_kind::intercepted, "intercepted"},
    {finding_kind::intermediary, "intermediary"},
    {finding_kind::blocked, "blocked"},
    {finding_kind::silent, "silent"},
    {finding_kind::unreachable, "unreachable"},
    {finding_kind::name_failure, "name-failure"},
    {finding_kind::unverifiable, "unverifiable"},
    {finding_kind::needs_config, "needs-config"},
    {finding_kind::not_run, "not-run"},
    {finding_kind::not_applicable, "not-applicable"},
}};

constexpr word_table<outcome, 5> outcome_words{{
    {outcome::skip, "skip"},
    {outcome::pass, "pass"},
    {outcome::warn, "warn"},
    {outcome::unknown, "unknown"},
    {outcome::fail, "fail"},
}};

} // namespace

std::string_view to_string(finding_kind k) {
    return word_of(finding_kind_words, k);
}
std::optional<finding_kind> parse_finding_kind(std::string_view word) {
    return value_of(finding_kind_words, word);
}

std::string_view to_string(outcome o) {
    return word_of(outcome_words, o);
}
std::optional<outcome> parse_outcome(std::string_view word) {
    return value_of(outcome_words, word);
}

bool is_counted(const finding& f, const address_finding& a) {
    if (a.no_family_route) return false;
    return !a.is_no_host() || std::none_of(f.addresses.begin(), f.addresses.end(),
                                           [&](const auto& b) { return b.name == a.name && !b.is_no_host(); });
}

bool is_unreachable_by_itself(const address_finding& a, const span& s) {
    const bool host_or_net = s.seen.reason == reason::host_unreach || s.seen.reason == reason::net_unreach;
    return s.finding == finding_kind::unreachable && host_or_net && !a.address.empty() &&
           s.seen.answered_by == a.address;
}

bool is_answered_from_elsewhere(const address_finding& a, const span& s) {
    return s.seen.reason == reason::udp_response && !a.address.empty() && !s.seen.answered_by.empty() &&
           s.seen.answered_by != a.address;
}

bool is_unchecked(const span& s) {
    if (s.seen.who_answered != who_answered::unchecked) return false;
    // An answer of the expected protocol, or of a wrong one, is one whoever gave it; the others are silence and errors.
    return s.finding == finding_kind::connected || s.finding == finding_kind::path_open ||
           s.finding == finding_kind::stalled;
}

bool is_unchecked(const finding& f) {
    if (counts_as(f) == outcome::skip) return false;
    return std::any_of(f.addresses.begin(), f.addresses.end(), [&](const address_finding& a) {
        if (!is_counted(f, a)) return false;
        std::size_t decide = 0, unchecked = 0;
        for (const auto& s : a.spans) {
            if (s.outcome != a.outcome) continue;
            ++decide;
            if (is_unchecked(s)) ++unchecked;
        }
        // Where one port is enough, one that was checked is.
        const bool any = f.requirement.flow && f.requirement.flow->select == select::any;
        return any ? unchecked > 0 && unchecked == decide : unchecked > 0;
    });
}

bool may_lack_certificate(const requirement& c, const span& s) {
    return s.finding == finding_kind::stalled && c.flow->identify == "ldaps" && !s.seen.mute &&
           (s.seen.conduct == conduct::none || s.seen.conduct == conduct::turned_away);
}

bool may_be_farther_up(const finding& f) {
    if (!f.requirement.open_end || f.outcome == outcome::pass) return false;
    switch (f.kind) {
    case finding_kind::path_open:
    case finding_kind::blocked:
    case finding_kind::silent:
    case finding_kind::wrong_service:
    case finding_kind::unverifiable: return true;
    default: return false;
    }
}

bool may_be_off(const finding& f) {
    const bool is_absence =
        f.kind == finding_kind::silent || f.kind == finding_kind::unreachable || f.kind == finding_kind::name_failure;
    return !f.requirement.runs_only.empty() && is_absence && f.outcome == outcome::unknown;
}

std::string to_string(const finding& f) {
    return (f.requirement.flow ? f.requirement.flow->id : std::string("?")) + " to " + f.requirement.target + ": " +
           std::string(to_string(f.kind)) + ", " + std::string(to_string(f.outcome));
}

outcome counts_as(const finding& f) {
    return f.accepted.has_value() ? outcome::skip : f.outcome;
}

} // namespace fairway
