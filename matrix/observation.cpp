#include "matrix/observation.hpp"

#include "matrix/word_table.hpp"

#include <utility>

namespace fairway {

namespace {

constexpr word_table<state, 5> state_words{{
    {state::unknown, "unknown"},
    {state::open, "open"},
    {state::closed, "closed"},
    {state::filtered, "filtered"},
    {state::open_or_filtered, "open|filtered"},
}};

constexpr word_table<reason, 19> reason_words{{
    {reason::not_run, "not-run"},
    {reason::local_limit, "local-limit"},
    {reason::shut_out, "shut-out"},
    {reason::syn_ack, "syn-ack"},
    {reason::reset, "reset"},
    {reason::hang_up, "hang-up"},
    {reason::conn_refused, "conn-refused"},
    {reason::udp_response, "udp-response"},
    {reason::port_unreach, "port-unreach"},
    {reason::admin_prohibited, "admin-prohibited"},
    {reason::host_unreach, "host-unreach"},
    {reason::net_unreach, "net-unreach"},
    {reason::time_exceeded, "time-exceeded"},
    {reason::no_route, "no-route"},
    {reason::no_source, "no-source"},
    {reason::proxy_refused, "proxy-refused"},
    {reason::perm_denied, "perm-denied"},
    {reason::name_not_found, "name-not-found"},
    {reason::no_response, "no-response"},
}};

constexpr word_table<evidence, 6> evidence_words{{
    {evidence::none, "none"},
    {evidence::silent, "silent"},
    {evidence::refused, "refused"},
    {evidence::connected, "connected"},
    {evidence::identified, "identified"},
    {evidence::proven, "proven"},
}};

constexpr std::pair<bool chain_faults::*, std::string_view> fault_words[] = {
    {&chain_faults::expired, "expired"},       {&chain_faults::not_yet_valid, "not-yet-valid"},
    {&chain_faults::incomplete, "incomplete"}, {&chain_faults::untrusted, "untrusted"},
    {&chain_faults::other, "other"},
};

// RFC 792 and RFC 1812, RFC 4443
std::string_view meaning(const icmp_error& e) {
    if (e.v6) {
        if (e.type == 3) return "hop limit exceeded";
        if (e.type != 1) return "error";
        switch (e.code) {
        case 0: return "no route to destination";
        case 1: return "administratively prohibited";
        case 2: return "beyond scope of source";
        case 3: return "address unreachable";
        case 4: return "port unreachable";
        case 5: return "source address failed policy";
        case 6: return "reject route";
        default: return "destination unreachable";
        }
    }
    if (e.type == 11) return "time exceeded";
    if (e.type != 3) return "error";
    switch (e.code) {
    case 0: return "network unreachable";
    case 1: return "host unreachable";
    case 2: return "protocol unreachable";
    case 3: return "port unreachable";
    case 9: return "network administratively prohibited";
    case 10: return "host administratively prohibited";
    case 13: return "administratively prohibited";
    default: return "destination unreachable";
    }
}

} // namespace

std::string_view to_string(state s) {
    return word_of(state_words, s);
}
std::string_view to_string(reason r) {
    return word_of(reason_words, r);
}
std::string_view to_string(evidence e) {
    return word_of(evidence_words, e);
}
std::optional<state> parse_state(std::string_view word) {
    return value_of(state_words, word);
}
std::optional<reason> parse_reason(std::string_view word) {
    return value_of(reason_words, word);
}
std::optional<evidence> parse_evidence(std::string_view word) {
    return value_of(evidence_words, word);
}

std::vector<std::string_view> words_of(const chain_faults& faults) {
    std::vector<std::string_view> words;
    for (const auto& [fault, word] : fault_words)
        if (faults.*fault) words.push_back(word);
    return words;
}

bool set_fault(chain_faults& faults, std::string_view word) {
    for (const auto& [fault, w] : fault_words)
        if (w == word) return faults.*fault = true;
    return false;
}

std::string to_string(const icmp_error& e) {
    return std::string(e.v6 ? "ICMPv6 " : "ICMP ") + std::to_string(e.type) + "/" + std::to_string(e.code) + " (" +
           std::string(meaning(e)) + ")";
}

} // namespace fairway
