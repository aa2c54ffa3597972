#pragma once

#include "collector/attempt_limiter.hpp"
#include "collector/http/message.hpp"
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

/// What handlers share.
struct services {
    collector::store& store;
    attempt_limiter& logins;
    attempt_limiter& enrollments;
    shared_overview& overviews;
    std::string name;                     ///< how probers and people know this collector: a host name
    std::string url;                      ///< "https://collector.example:9440"
    std::string ca_fingerprint;           ///< SHA-256 of the CA's certificate (DER), 64 hexadecimal digits
    std::function<std::string()> metrics; ///< as text
    std::function<void()> check_ready;    ///< throws store_error if nothing can be stored
};

/// One call of a route: values in, a response out.
struct call {
    const http_request& request;
    std::string_view id; ///< the {id} in the path
    const caller& who;
    services& shared;
    wall_time now;
    std::chrono::steady_clock::time_point asked_at; ///< when the header of the request had arrived
};

using handler = http_response (*)(const call&);

} // namespace fairway::collector
