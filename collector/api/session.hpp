#pragma once

#include "collector/api/call.hpp"
#include "collector/http/message.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

namespace fairway::collector {

inline constexpr std::chrono::hours session_lifetime{12};

/// How long a browser stays known to be somebody's (known_devices).
inline constexpr std::chrono::hours device_lifetime{24 * 180};

/// The value of the session cookie: 64 hexadecimal digits, or empty.
std::string session_cookie(const http_request& request);

/// The Set-Cookie header that sets it, or clears it if `value` is empty.
std::string set_session_cookie(std::string_view value, bool secure);

/// A login whose password is to be tried.
struct login_attempt {
    std::string name, password;
    std::string sender;     ///< as sender_of()
    std::string counted_as; ///< by the limit for its kind
    bool known = false;     ///< this account has been logged in from that device or sender before
};

/// What can be said before the password is tried, which takes a tenth of a second: 400, 415, 422, or 429. An attempt
/// counts as failed until it has succeeded, or has been forgotten.
std::variant<http_response, login_attempt> begin_login(const call& c);

/// Tries the password. Writes nothing that the answer waits for. Throws store_error where the account cannot be read;
/// then the attempt is forgotten.
http_response try_login(const call& c, const login_attempt& attempt);

/// Nobody has tried its password: it was no failure.
void forget_login(const call& c, const login_attempt& attempt);

/// What follows "Bearer " in Authorization if it can be a credential: 64 hexadecimal digits, or empty.
std::string bearer_credential(const http_request& request);

} // namespace fairway::collector
