#include "matrix/path_words.hpp"

namespace fairway {

namespace {

/// "10.1.0.1 (hop 2 of 4)", as far as it is known.
std::string place_text(const std::string& address, unsigned hop, unsigned of = 0) {
    if (hop == 0) return address;
    return address + " (hop " + std::to_string(hop) + (of > 0 ? " of " + std::to_string(of) : "") + ")";
}

std::string something(unsigned hop) {
    return hop == 0 ? "something on the path" : "something at hop " + std::to_string(hop);
}

} // namespace

std::string in_words(const on_way& w) {
    switch (w.kind) {
    case on_way_kind::router: return w.address.empty() ? something(w.hop) : place_text(w.address, w.hop);
    case on_way_kind::something: break;
    case on_way_kind::redirect: return "another machine that a router redirects the connection to";
    case on_way_kind::accepts_everything: return "something that accepts every port";
    }
    return something(w.hop);
}

std::string in_words(const path_end& e) {
    const std::string there = place_text(e.router, e.hop, e.of);
    if (e.way == drop_way::return_path) return "the answer is dropped on the return path";
    if (e.dropped == dropped_at::unknown) return "it gets at least as far as " + there;
    if (e.way == drop_way::forward) return "dropped at or just after " + there;
    return "dropped at or after " + there + ", or the answer is dropped on the return path";
}

std::string in_words(const blocker& b, const std::string& target) {
    switch (b.kind) {
    case blocker_kind::router: return place_text(b.address, b.hop);
    case blocker_kind::intermediary: return something(b.hop);
    case blocker_kind::proxy: return "the proxy " + b.address;
    case blocker_kind::host_firewall: return "the firewall of " + target;
    case blocker_kind::this_host: return "this host";
    case blocker_kind::nothing_listening: return "nothing listens on " + target;
    case blocker_kind::service: return "the service on " + target;
    case blocker_kind::no_host: return "no host answers at the address";
    case blocker_kind::no_route:
        return b.address.empty() ? "no route" : "no route from " + place_text(b.address, b.hop);
    case blocker_kind::name: return "the name does not resolve";
    case blocker_kind::unknown: break;
    }
    return "unknown";
}

} // namespace fairway
