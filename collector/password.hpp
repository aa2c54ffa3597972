#pragma once

#include <string>
#include <string_view>

namespace fairway::collector {

inline constexpr std::size_t shortest_password = 12; ///< characters (bytes)
inline constexpr std::size_t longest_password = 256;

/// What is kept of a password: "scrypt:15:8:1:SALT:HASH" (RFC 7914; N = 2^15, salt and hash in hexadecimal). Takes
/// about a tenth of a second and 32 MiB, so that guessing from a stolen database is slow.
std::string hash_password(std::string_view password);

/// Whether it is the password that `kept` was made from. Takes as long for a wrong one as for the right one; false if
/// `kept` did not come from hash_password().
bool is_password(std::string_view password, std::string_view kept);

/// Matches no password, and takes as long to try: for unknown names.
const std::string& unknown_password();

} // namespace fairway::collector
