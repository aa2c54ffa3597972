#pragma once

#include "collector/attempt_limiter.hpp"
#include "collector/authority.hpp"
#include "collector/http/message.hpp"
#include "collector/known_devices.hpp"
#include "collector/notices.hpp"
#include "collector/session_book.hpp"
#include "collector/shared_overview.hpp"
#include "collector/store/store.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::collector {

/// Who a route is open to. An admin may do what a viewer may.
enum class audience : std::uint8_t { anyone, prober, viewer, admin };

/// Who asks, as far as it is authenticated.
struct caller {
    std::string prober;            ///< its id; empty: no prober
    std::string credential_sha256; ///< what it presented
    std::string session_sha256;    ///< of a person; empty: nobody is logged in
    session_row session;

    bool is_known() const { return !prober.empty() || !session.account.empty(); }
};

/// Failed attempts, by what they count against.
struct attempt_limits {
    attempt_limiter logins_from_strangers; ///< by sender
    attempt_limiter logins_from_known;     ///< by known device, or account and sender
    attempt_limiter logins_to_account{20}; ///< from strangers
    attempt_limiter enrollments;           ///< by sender
    attempt_limiter recorded_failures{10}; ///< in the audit trail, by account
};

/// What handlers share.
struct services {
    collector::store& store;
    attempt_limits& limits;
    session_book& sessions;
    known_devices& devices;
    shared_overview& overviews;
    std::string name;                  ///< how probers and people know this collector: a host name
    std::string url;                   ///< "https://collector.example:9440"
    const authority_list& authorities; ///< whom probers are to trust, and hosts that enroll: the first
    const notice_board& notices;
    std::function<std::string()> metrics; ///< as text
    std::function<void()> check_ready;    ///< throws store_error if nothing can be stored
    /// Writes to the store soon, in turn with all other writes. That it fails is logged and counted, and nobody waits.
    std::function<void(std::function<void(collector::store&)>)> write_later;
};

/// One call of a route: values in, a response out.
struct call {
    const http_request& request;
    std::string_view id; ///< the {id} in the path
    const caller& who;
    services& shared;
    wall_time now;
    steady_time asked_at; ///< when the header of the request had arrived
    steady_time moment;   ///< now, for what is counted by the minute
};

using handler = http_response (*)(const call&);

} // namespace fairway::collector
