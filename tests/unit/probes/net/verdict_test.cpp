#include "probes/net/verdict.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

constexpr const char* target = "10.0.3.5";
constexpr const char* router = "10.0.1.1";
constexpr const char* here = "10.0.0.2";

} // namespace

TEST_CASE("what an ICMP error means, for a SYN and for a datagram") {
    struct row {
        icmp_error error;
        const char* sender;
        reason why;
        state tcp, udp;
    };
    const auto f = state::filtered, c = state::closed;
    const row rows[] = {
        {{3, 0, false}, router, reason::net_unreach, f, f},
        {{3, 1, false}, router, reason::host_unreach, f, f},
        {{3, 2, false}, target, reason::port_unreach, f, c},
        {{3, 3, false}, router, reason::port_unreach, f, f},
        {{3, 3, false}, target, reason::port_unreach, f, c},
        {{3, 6, false}, router, reason::net_unreach, f, f},
        {{3, 7, false}, router, reason::host_unreach, f, f},
        {{3, 9, false}, router, reason::admin_prohibited, f, f},
        {{3, 10, false}, router, reason::admin_prohibited, f, f},
        {{3, 13, false}, router, reason::admin_prohibited, f, f},
        {{3, 13, false}, target, reason::admin_prohibited, f, f},
        {{11, 0, false}, router, reason::time_exceeded, f, f},
        {{1, 0, true}, router, reason::net_unreach, f, f},
        {{1, 1, true}, router, reason::admin_prohibited, f, f},
        {{1, 3, true}, router, reason::host_unreach, f, f},
        {{1, 4, true}, router, reason::port_unreach, f, f},
        {{1, 4, true}, target, reason::port_unreach, f, c},
        {{1, 5, true}, router, reason::admin_prohibited, f, f},
        {{1, 6, true}, router, reason::admin_prohibited, f, f},
        {{3, 0, true}, router, reason::time_exceeded, f, f},
    };
    for (const auto& r : rows) {
        CAPTURE(to_string(r.error));
        CAPTURE(r.sender);
        for (const auto p : {protocol::tcp, protocol::udp}) {
            const auto seen = from_icmp(p, {r.error, r.sender}, target, here);
            CHECK(to_string(seen.reason) == to_string(r.why));
            CHECK(to_string(seen.state) == to_string(p == protocol::tcp ? r.tcp : r.udp));
            CHECK(seen.answered_by == r.sender);
            CHECK(seen.icmp == r.error);
        }
    }
}

TEST_CASE("an ICMP error that is not about the port is no answer") {
    for (const auto& e : {icmp_error{3, 4, false}, icmp_error{4, 0, false}, icmp_error{2, 0, true}})
        CHECK(from_icmp(protocol::tcp, {e, router}, target, here).reason == reason::not_run);
}

TEST_CASE("an ICMP error from this machine itself") {
    SUBCASE("nobody answered ARP") {
        const auto seen = from_icmp(protocol::tcp, {{3, 1, false}, here}, target, here);
        CHECK(seen.reason == reason::host_unreach);
        CHECK(seen.answered_by.empty());
    }
    SUBCASE("its firewall rejects what goes out") {
        const auto seen = from_icmp(protocol::tcp, {{3, 3, false}, here}, target, here);
        CHECK(seen.reason == reason::perm_denied);
        CHECK(seen.answered_by.empty());
    }
    SUBCASE("it is the target") {
        const auto seen = from_icmp(protocol::udp, {{3, 3, false}, here}, here, here);
        CHECK(seen.reason == reason::port_unreach);
        CHECK(seen.state == state::closed);
        CHECK(seen.answered_by == here);
    }
}

TEST_CASE("what a failed call means") {
    struct row {
        net_error error;
        reason why;
        state is;
        bool answered;
    };
    const row rows[] = {
        {net_error::refused, reason::conn_refused, state::closed, true},
        {net_error::reset, reason::reset, state::open, true},
        {net_error::timed_out, reason::no_response, state::filtered, false},
        {net_error::host_unreachable, reason::host_unreach, state::filtered, false},
        {net_error::no_route, reason::no_route, state::filtered, false},
        {net_error::not_permitted, reason::perm_denied, state::filtered, false},
        {net_error::no_source, reason::no_source, state::unknown, false},
        {net_error::exhausted, reason::local_limit, state::unknown, false},
        {net_error::other, reason::local_limit, state::unknown, false},
    };
    for (const auto& r : rows) {
        CAPTURE(static_cast<int>(r.error));
        const auto seen = from_error(protocol::tcp, r.error, target);
        CHECK(to_string(seen.reason) == to_string(r.why));
        CHECK(to_string(seen.state) == to_string(r.is));
        CHECK((seen.answered_by == target) == r.answered);
    }
    CHECK(from_error(protocol::udp, net_error::refused, target).reason == reason::port_unreach);
    const auto by_somebody = from_error(protocol::udp, net_error::port_unreachable, target);
    CHECK(by_somebody.reason == reason::port_unreach);
    CHECK(by_somebody.state == state::unknown);
    CHECK(by_somebody.answered_by.empty());
}
