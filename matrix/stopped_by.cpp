#include "matrix/stopped_by.hpp"

#include "matrix/subject.hpp"

namespace fairway {

namespace {

blocker on_the_path(const on_way& w) {
    // Only an address that a router gave itself can be blamed.
    if (w.kind == on_way_kind::router && !w.address.empty()) return {blocker_kind::router, w.address, w.hop};
    return {blocker_kind::intermediary, "", w.hop};
}

blocker of_rejection(const address_finding& a, const span& s) {
    const observation& seen = s.seen;
    // A firewall of our own that rejects does so from our own address.
    if (seen.reason == reason::perm_denied || (!a.source.empty() && seen.answered_by == a.source))
        return {blocker_kind::this_host, a.source, 0};
    if (seen.on_way) return on_the_path(*seen.on_way);
    if (s.own_firewall) return {blocker_kind::host_firewall, a.address, 0};
    // A RST that only pretends to be the host's: by whom is not known.
    if (seen.reason == reason::conn_refused || seen.answered_by.empty()) return {};
    return {blocker_kind::router, seen.answered_by, 0};
}

blocker of_unreachable(const address_finding& a, const span& s) {
    const observation& seen = s.seen;
    // Somebody is there: a firewall of its own, or what it passes packets on to.
    if (is_unreachable_by_itself(a, s)) return {};
    if (seen.reason == reason::no_route) return {blocker_kind::no_route, a.source, 0};
    if (seen.answered_by.empty() && !seen.icmp) return {}; // the system does not say who says so
    if (seen.reason == reason::host_unreach || seen.answered_by.empty()) return {blocker_kind::no_host, a.address, 0};
    return {blocker_kind::no_route, seen.answered_by, 0};
}

} // namespace

namespace {

/// The proxy, or the way to it; not what this host itself keeps back.
bool is_stopped_by_proxy(const span& s) {
    const auto& proxy = s.seen.proxy;
    return proxy && proxy->part != proxy_part::passed && s.finding != finding_kind::not_run &&
           s.seen.reason != reason::perm_denied && s.seen.reason != reason::no_route;
}

} // namespace

std::optional<blocker> stopped_by(const address_finding& a, const span& s) {
    if (s.outcome == outcome::pass || s.outcome == outcome::skip) return std::nullopt;
    if (is_stopped_by_proxy(s)) {
        if (s.seen.proxy->part == proxy_part::unclear) return blocker{};
        return blocker{blocker_kind::proxy, s.seen.proxy->proxy, 0};
    }
    if (s.may_be_lost) return blocker{};
    switch (s.finding) {
    case finding_kind::blocked: return of_rejection(a, s);
    case finding_kind::intermediary:
        // The service itself may have led elsewhere.
        if (!s.seen.on_way && !s.seen.leads_to.empty()) return blocker{};
        [[fallthrough]];
    case finding_kind::intercepted:
        return s.seen.on_way ? on_the_path(*s.seen.on_way) : blocker{blocker_kind::intermediary, "", 0};
    case finding_kind::silent:
        if (s.seen.responder != responder_view::half_open && a.path_end && a.path_end->is_before_host())
            return blocker{blocker_kind::router, a.path_end->router, a.path_end->hop};
        return blocker{};
    case finding_kind::unreachable: return of_unreachable(a, s);
    case finding_kind::path_open:
        if (is_unchecked(s)) return blocker{};
        return blocker{blocker_kind::nothing_listening, a.address, 0};
    case finding_kind::stalled:
        if (s.seen.conduct == conduct::tls_beheaded) return blocker{}; // somewhere on the path
        [[fallthrough]];
    case finding_kind::wrong_service: return blocker{blocker_kind::service, a.address, 0};
    case finding_kind::name_failure: return blocker{blocker_kind::name, "", 0};
    case finding_kind::not_run:
        if (s.seen.reason == reason::local_limit || s.seen.reason == reason::no_source)
            return blocker{blocker_kind::this_host, a.source, 0};
        return std::nullopt;
    case finding_kind::confirmed:
        if (s.outcome == outcome::fail) return blocker{blocker_kind::service, a.address, 0}; // its certificate
        return std::nullopt;
    case finding_kind::proven:
    case finding_kind::connected:
    case finding_kind::unverifiable:
    case finding_kind::needs_config:
    case finding_kind::not_applicable: break;
    }
    return std::nullopt;
}

std::optional<blocker> stopped_by(const finding& f) {
    if (f.outcome == outcome::pass || f.outcome == outcome::skip) return std::nullopt;
    if (f.kind == finding_kind::name_failure) return blocker{blocker_kind::name, "", 0};
    // Who refused in the name of a service outside is not known.
    if (f.kind == finding_kind::path_open && f.requirement.flow->listens == listens::external) return blocker{};
    const subject s = subject_of(f);
    if (s.first == nullptr) return std::nullopt;
    return stopped_by(*s.at, *s.first);
}

} // namespace fairway
