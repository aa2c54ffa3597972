#include "matrix/assess.hpp"

#include "matrix/advice.hpp"
#include "matrix/finding_text.hpp"
#include "matrix/firewall_matter.hpp"
#include "matrix/loss.hpp"
#include "matrix/proxy_status.hpp"
#include "matrix/stopped_by.hpp"
#include "text/glob.hpp"
#include "text/ip_address.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <iterator>

namespace fairway {

namespace {

bool ends_before_host(const observation& seen) {
    return seen.path_end && seen.path_end->is_before_host();
}

// Hop checks or the responder on the host know that this answer was not the host's.
bool answered_for_the_host(const observation& seen) {
    return seen.on_way.has_value() || seen.responder == responder_view::unseen;
}

bool is_external(const requirement& c) {
    return c.flow->listens == listens::external;
}

// A service outside proves who it is; one that cannot was replaced on the way. Inside, default certificates are
// self-signed and carry no name, so that they prove nothing either way. Dates and a missing intermediate are the
// service's own mistakes: whoever replaces it makes certificates without them.
bool impersonated(const requirement& c, const observation& seen) {
    if (!is_external(c) || !seen.tls) return false;
    return !seen.tls->name_matches || seen.tls->is_untrusted();
}

// Who leads every request elsewhere in clear may be the service or a portal in its place: a certificate would tell. Out
// there, nobody leads into a network that is not his.
finding_kind kind_of_led_away(const std::string& address, const observation& seen) {
    const auto asked = parse_ip_address(address.substr(0, address.find('%')));
    const bool outside = asked && !is_private(*asked) && !is_loopback(*asked);
    return outside && is_inside_name(seen.leads_to) ? finding_kind::intercepted : finding_kind::intermediary;
}

finding_kind finding_of(const requirement& c, const std::string& address, const observation& seen) {
    if (impersonated(c, seen)) return finding_kind::intercepted;
    const finding_kind kind = kind_of(c.flow->protocol, seen);
    const bool led_away = kind == finding_kind::confirmed && is_external(c) && !seen.tls && !seen.leads_to.empty();
    return led_away ? kind_of_led_away(address, seen) : kind;
}

// Clients refuse a certificate that is out of date or comes without its intermediate. Of the default certificates
// inside only the dates mean something.
outcome outcome_of_certificate(const requirement& c, const tls_facts& tls) {
    const bool out_of_date = tls.faults.expired || tls.faults.not_yet_valid;
    if (is_external(c) && (out_of_date || tls.faults.incomplete)) return c.installed ? outcome::fail : outcome::warn;
    return out_of_date ? outcome::warn : outcome::pass;
}

// On a lossy line only so many packets without an answer show anything, unless it is known where they end.
bool is_explained_by_loss(finding_kind kind, double loss, const observation& seen) {
    constexpr unsigned repetitions = 6; // of a question, by TCP, until a service counts as mute
    if (loss < lossy || ends_before_host(seen)) return false;
    return (kind == finding_kind::silent && loss_explains(loss, seen.tries)) ||
           (kind == finding_kind::stalled && seen.mute && seen.reason != reason::udp_response && // that one came
            loss_explains(loss, repetitions));
}

/// What a program has registered at the endpoint mapper is in use now. Where it did so for another address, it may not
/// listen on this one.
listens listens_on(const requirement& c, const seen_address& at, std::uint16_t port) {
    const bool in_use = at.rpc && contains(at.rpc->registered, port) && !contains(at.rpc->elsewhere, port);
    return in_use ? listens::service : c.flow->listens;
}

// A machine that is off answers nothing, and what is next to it says that nobody is there.
bool is_explained_by_absence(const requirement& c, const seen_address& at, const span& s) {
    if (c.runs_only.empty() || at.refuses) return false;
    if (s.finding == finding_kind::silent) return !s.drop_shown;
    return s.finding == finding_kind::unreachable && (s.seen.answered_by.empty() || s.seen.answered_by != at.address);
}

span span_of(const requirement& c, const seen_address& at, const seen_port& one) {
    span s;
    s.ports = {{one.port, one.port}};
    s.seen = one.seen;
    s.finding = finding_of(c, at.address, one.seen);
    s.own_firewall = s.finding == finding_kind::blocked && !at.address.empty() && one.seen.answered_by == at.address &&
                     one.seen.reason != reason::conn_refused; // a forged RST only pretends to come from there
    s.may_be_lost = is_explained_by_loss(s.finding, at.loss, one.seen);
    s.drop_shown = s.finding == finding_kind::silent && !s.may_be_lost &&
                   (at.refuses || ends_before_host(one.seen) || one.seen.responder != responder_view::none);
    s.outcome = outcome_of(s.finding, c.installed, listens_on(c, at, one.port), s.own_firewall, s.drop_shown);
    // A program that ended since, or one that listens on another address: packets pass all the same.
    if (at.rpc && s.finding == finding_kind::path_open && contains(at.rpc->registered, one.port) && c.installed)
        s.outcome = outcome::warn;
    const bool may_be_farther_up =
        c.open_end && (s.finding == finding_kind::path_open || s.finding == finding_kind::silent ||
                       s.finding == finding_kind::blocked);
    if (s.may_be_lost || is_explained_by_absence(c, at, s) || (may_be_farther_up && s.outcome == outcome::fail))
        s.outcome = outcome::unknown;
    if (s.outcome == outcome::fail && may_lack_certificate(c, s)) s.outcome = outcome::warn;
    if (s.finding == finding_kind::unverifiable && c.flow->never_answers && one.seen.reason == reason::no_response)
        s.outcome = outcome::skip;
    if (s.finding == finding_kind::confirmed && one.seen.shortcoming) s.outcome = outcome::warn;
    if (s.finding == finding_kind::confirmed && one.seen.tls)
        s.outcome = std::max(s.outcome, outcome_of_certificate(c, *one.seen.tls));
    return s;
}

bool alike(const span& a, const span& b) {
    return a.finding == b.finding && a.outcome == b.outcome && a.seen.state == b.seen.state &&
           a.seen.reason == b.seen.reason && a.seen.icmp == b.seen.icmp && a.seen.answered_by == b.seen.answered_by &&
           a.seen.on_way == b.seen.on_way && ends_before_host(a.seen) == ends_before_host(b.seen) &&
           a.seen.other_protocol == b.seen.other_protocol && a.seen.mute == b.seen.mute &&
           a.seen.conduct == b.seen.conduct && a.seen.leads_to == b.seen.leads_to &&
           a.seen.identity == b.seen.identity && a.seen.shortcoming == b.seen.shortcoming && a.seen.tls == b.seen.tls &&
           a.seen.responder == b.seen.responder && a.seen.proxy == b.seen.proxy && a.may_be_lost == b.may_be_lost;
}

bool is_registered(const seen_address& at, std::uint16_t port) {
    return at.rpc && contains(at.rpc->registered, port);
}

std::vector<span> spans_of(const requirement& c, const seen_address& at) {
    std::vector<span> spans;
    std::vector<std::uint32_t> rtts;
    const auto close_last = [&] {
        if (!rtts.empty()) {
            const auto middle = rtts.begin() + static_cast<std::ptrdiff_t>(rtts.size() / 2);
            std::nth_element(rtts.begin(), middle, rtts.end());
            spans.back().seen.rtt_us = *middle;
        }
        rtts.clear();
    };
    for (const auto& one : at.ports) {
        span next = span_of(c, at, one);
        const bool same_part =
            spans.empty() || is_registered(at, spans.back().ports.front().first) == is_registered(at, one.port);
        if (!spans.empty() && same_part && alike(spans.back(), next)) {
            // One that was not checked leaves the whole span unchecked.
            if (next.seen.who_answered == who_answered::unchecked)
                spans.back().seen.who_answered = who_answered::unchecked;
            // Still one list: a sample leaves gaps that say nothing.
            auto& ports = spans.back().ports;
            if (ports.back().last + 1 == one.port)
                ports.back().last = one.port;
            else
                ports.push_back({one.port, one.port});
        } else {
            if (!spans.empty()) close_last();
            spans.push_back(std::move(next));
        }
        if (one.seen.rtt_us) rtts.push_back(*one.seen.rtt_us);
    }
    if (!spans.empty()) close_last();
    return spans;
}

/// The span that speaks for the whole: the worst where all ports must work, the best where one is enough.
const span& decisive(const std::vector<span>& spans, select s) {
    // Among equals what says more of the network: kinds are in that order.
    const auto worse = [](const span& a, const span& b) {
        return a.outcome != b.outcome ? a.outcome < b.outcome : a.finding < b.finding;
    };
    if (s == select::all) return *std::max_element(spans.begin(), spans.end(), worse);
    // Where all fail, the service may listen behind a firewall. Else, among equals, the strongest evidence: a port that
    // answers says more than one that is refused.
    return *std::min_element(spans.begin(), spans.end(), [&](const span& a, const span& b) {
        if (a.outcome != b.outcome) return a.outcome < b.outcome;
        if (a.outcome == outcome::fail && is_firewall_matter(a) != is_firewall_matter(b)) return is_firewall_matter(a);
        return a.seen.evidence > b.seen.evidence;
    });
}

/// Of dynamic RPC ports, those that are registered decide. Where all are outside of the range, what the range lets
/// through is not what is needed.
span decisive_of(const address_finding& a, select s) {
    if (!a.rpc) return decisive(a.spans, s);
    std::vector<span> deciding;
    std::copy_if(a.spans.begin(), a.spans.end(), std::back_inserter(deciding),
                 [&](const span& one) { return !a.rpc->decides() || a.is_in_use(one); });
    span speaks = decisive(deciding.empty() ? a.spans : deciding, s);
    if (a.rpc->is_elsewhere()) speaks.outcome = outcome::warn;
    return speaks;
}

bool answers(const span& s) {
    return s.outcome == outcome::pass || s.finding == finding_kind::path_open;
}

// The firewall of a Windows host lets in RPC of some of its programs, and is silent about the rest as about ports that
// nothing listens on. Where some registered ports answer, the others need not be any that backups need.
void weaken_what_the_host_may_not_admit(address_finding& a) {
    if (!a.rpc || !a.rpc->decides()) return;
    if (std::none_of(a.spans.begin(), a.spans.end(), [&](const span& s) { return a.is_in_use(s) && answers(s); }))
        return;
    for (auto& s : a.spans)
        if (a.is_in_use(s) && a.may_be_not_admitted(s)) s.outcome = std::min(s.outcome, outcome::warn);
}

/// Where silent ports end: those of the deciding finding, if it is known of them.
std::optional<path_end> path_end_of(const requirement& c, const seen_address& at, finding_kind deciding) {
    const observation* any = nullptr;
    for (const auto& [port, seen] : at.ports) {
        if (seen.reason != reason::no_response || !seen.path_end) continue;
        if (any == nullptr) any = &seen;
        if (kind_of(c.flow->protocol, seen) != deciding) continue;
        if (at.rpc && at.rpc->decides() && !contains(at.rpc->registered, port)) continue;
        any = &seen;
        break;
    }
    if (any == nullptr) return std::nullopt;
    auto end = any->path_end;
    // The responder had the SYN: whatever was lost is the answer.
    if (any->responder == responder_view::half_open) {
        end->dropped = dropped_at::unknown;
        end->way = drop_way::return_path;
    }
    return end;
}

address_finding assess_address(const requirement& c, const seen_address& at) {
    address_finding a;
    a.name = at.name;
    a.address = at.address;
    a.source = at.source;
    a.hops = at.hops;
    a.loss = at.loss;
    // Which address a proxy takes, only it knows.
    const bool is_proxied = !c.proxy.empty() && !at.ports.empty();
    if (!is_proxied && (at.address.empty() || check_address(at.address))) {
        a.finding = at.asked ? finding_kind::name_failure : finding_kind::not_run;
        a.outcome = outcome_of(a.finding, c.installed, c.flow->listens, false, false);
        // While it is off, its name may not exist either.
        if (!c.runs_only.empty() && at.address.empty()) a.outcome = outcome::unknown;
        return a;
    }
    a.spans = spans_of(c, at);
    if (a.spans.empty()) {
        a.finding = finding_kind::not_run;
        a.outcome = outcome::unknown;
        return a;
    }
    a.rpc = at.rpc;
    weaken_what_the_host_may_not_admit(a);
    const span s = decisive_of(a, c.flow->select);
    a.finding = s.finding;
    a.outcome = s.outcome;
    for (auto& one : a.spans)
        if (a.is_mere_sample(one)) one.outcome = outcome::skip;
    a.path_end = path_end_of(c, at, a.finding);
    a.no_family_route = is_without_route(s.seen.reason) && at.source.empty();
    return a;
}

bool is_good(outcome o) {
    return o == outcome::pass || o == outcome::warn;
}

// All addresses alike: that finding. Some work and some do not: warn. A family without a route here is only a note, as
// long as another address was reached; so is an address that no host can have.
void combine(finding& f) {
    std::vector<const address_finding*> counted;
    for (const auto& a : f.addresses)
        if (is_counted(f, a)) counted.push_back(&a);
    if (counted.empty())
        for (const auto& a : f.addresses)
            counted.push_back(&a);
    if (counted.empty()) {
        f.kind = finding_kind::not_run;
        f.outcome = outcome::unknown;
        return;
    }
    const auto* worst = *std::max_element(counted.begin(), counted.end(),
                                          [](const auto* a, const auto* b) { return a->outcome < b->outcome; });
    f.kind = worst->finding;
    f.outcome = worst->outcome;
    const bool some_good =
        std::any_of(counted.begin(), counted.end(), [](const auto* a) { return is_good(a->outcome); });
    if (f.outcome == outcome::fail && some_good) f.outcome = outcome::warn;
}

std::optional<acceptance> accepted_by(const site& s, const finding& f, std::string_view today) {
    for (const auto& a : s.accept)
        if (glob_match(a.flow, f.requirement.flow->id) && glob_match(a.host, f.requirement.target) &&
            a.finding == to_string(f.kind) && today <= a.until)
            return a;
    return std::nullopt;
}

} // namespace

outcome outcome_of(finding_kind kind, bool installed, listens l, bool own_firewall, bool drop_shown) {
    switch (kind) {
    case finding_kind::proven: return installed ? outcome::warn : outcome::pass;
    case finding_kind::confirmed:
    case finding_kind::connected: return outcome::pass;
    case finding_kind::path_open: return installed && l != listens::on_demand ? outcome::fail : outcome::pass;
    case finding_kind::stalled:
    case finding_kind::wrong_service:
    case finding_kind::intercepted: return installed ? outcome::fail : outcome::warn;
    case finding_kind::intermediary: return outcome::warn;
    // Before onboarding a host may well reject what its installer will open.
    case finding_kind::blocked: return !installed && own_firewall ? outcome::warn : outcome::fail;
    case finding_kind::silent:
        if (drop_shown) return outcome::fail;
        return installed && l != listens::on_demand ? outcome::fail : outcome::unknown;
    case finding_kind::unreachable:
    case finding_kind::name_failure: return outcome::fail;
    case finding_kind::unverifiable:
    case finding_kind::needs_config:
    case finding_kind::not_run: return outcome::unknown;
    case finding_kind::not_applicable: return outcome::skip;
    }
    return outcome::unknown;
}

namespace {

/// Of a port behind a proxy that did not make the connection.
std::optional<finding_kind> kind_at_proxy(const observation& seen) {
    if (!seen.proxy || seen.proxy->part == proxy_part::passed) return std::nullopt;
    switch (seen.proxy->part) {
    case proxy_part::refused:
        // It may connect, and cannot; or it must not.
        return cannot_reach(*seen.proxy) ? finding_kind::unreachable : finding_kind::blocked;
    case proxy_part::unclear: return finding_kind::unverifiable;
    default: break;
    }
    // A refusal of the proxy's own port is no path that is open.
    if (seen.reason == reason::conn_refused) return finding_kind::unreachable;
    return std::nullopt;
}

} // namespace

finding_kind kind_of(protocol p, const observation& seen) {
    if (const auto kind = kind_at_proxy(seen)) return *kind;
    switch (seen.reason) {
    case reason::not_run:
    case reason::local_limit:
    case reason::no_source:
    case reason::shut_out: return finding_kind::not_run;
    case reason::syn_ack:
    case reason::udp_response:
        if (seen.other_protocol) return finding_kind::wrong_service;
        if (seen.conduct == conduct::proxy) return finding_kind::intercepted;
        if (seen.mute || seen.conduct != conduct::none)
            return !seen.on_way ? finding_kind::stalled : finding_kind::intermediary;
        if (seen.evidence == evidence::proven) return finding_kind::proven;
        if (seen.evidence == evidence::identified) return finding_kind::confirmed;
        return answered_for_the_host(seen) ? finding_kind::intermediary : finding_kind::connected;
    case reason::reset:
    case reason::hang_up: return !seen.on_way ? finding_kind::stalled : finding_kind::intermediary;
    case reason::conn_refused: return answered_for_the_host(seen) ? finding_kind::blocked : finding_kind::path_open;
    // From the target of a datagram it is the host's own answer; of a SYN it never is (RFC 1122: a RST is due).
    // Where the system does not tell whose it is, it may be a firewall's as well.
    case reason::port_unreach:
        if (p == protocol::udp && seen.state == state::unknown) return finding_kind::unverifiable;
        return p == protocol::udp && seen.state == state::closed ? finding_kind::path_open : finding_kind::blocked;
    case reason::admin_prohibited:
    case reason::proxy_refused:
    case reason::perm_denied: return finding_kind::blocked;
    case reason::host_unreach:
    case reason::net_unreach:
    case reason::time_exceeded:
    case reason::no_route: return finding_kind::unreachable;
    case reason::name_not_found: return finding_kind::name_failure;
    case reason::no_response:
        // UDP need not answer: only where packets end on the way, or a responder misses them, silence is a drop.
        if (p == protocol::udp && seen.responder == responder_view::none && !ends_before_host(seen))
            return finding_kind::unverifiable;
        return finding_kind::silent;
    }
    return finding_kind::not_run;
}

finding assess(const requirement& c, const std::vector<seen_address>& seen, const site& s, std::string_view today) {
    finding f;
    f.requirement = c;
    for (const auto& at : seen)
        f.addresses.push_back(assess_address(c, at));
    combine(f);
    f.blocker = stopped_by(f);
    f.text = text_of(f, seen);
    f.advice = advice_of(f);
    if (f.outcome != outcome::pass && f.outcome != outcome::skip)
        for (const auto& assumption : c.assumptions)
            f.advice += (f.advice.empty() ? "" : " ") + assumption + ".";
    const bool counts_in_full = c.required && c.questions.empty();
    if (!counts_in_full && (f.outcome == outcome::fail || f.outcome == outcome::unknown)) f.outcome = outcome::warn;
    f.accepted = accepted_by(s, f, today);
    // Put together word by word, they have up to as much room again; a large site has tens of thousands of findings.
    f.text.shrink_to_fit();
    f.advice.shrink_to_fit();
    return f;
}

} // namespace fairway
