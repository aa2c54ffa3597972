#pragma once

#include "collector/http/message.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace fairway::collector {

inline constexpr std::chrono::hours session_lifetime{12};

/// The value of the session cookie: 64 hexadecimal digits, or empty.
std::string session_cookie(const http_request& request);

/// The Set-Cookie header that sets it, or clears it if `value` is empty.
std::string set_session_cookie(std::string_view value, bool secure);

/// What follows "Bearer " in Authorization if it can be a credential: 64 hexadecimal digits, or empty.
std::string bearer_credential(const http_request& request);

} // namespace fairway::collector
