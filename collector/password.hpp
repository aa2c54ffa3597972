#pragma once

#include <string>
#include <string_view>

namespace fairway::collector {

inline constexpr std::size_t shortest_password = 12; ///< characters (bytes)
inline constexpr std::size_t longest_password = 256;

/// What is kept of a password: "scrypt:15:8:1:SALT:HASH" (RFC 7914; N = 2^15, salt and hash in hexadecimal). Takes
/// about a tenth of a second and 32 MiB, so that a stolen database is hard to guess from.
std::string hash_password(std::string_view password);

/// Whether it is the password that `kept` was made of. Takes as long for a wrong one as for the right one; false where
/// `kept` is nothing that hash_password() made.
bool is_password(std::string_view password, std::string_view kept);

/// What no password matches, and what takes as long to try: for names that nobody has.
const std::string& unknown_password();

} // namespace fairway::collector
