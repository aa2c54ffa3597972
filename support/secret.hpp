#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fairway {

/// `bytes` random bytes of the system's own source as lower-case hexadecimal. Throws if it has none to give.
std::string random_hex(std::size_t bytes);

/// A new credential, token or session: 256 random bits in hexadecimal (64 characters).
std::string make_secret();

/// SHA-256 as lower-case hexadecimal: what is kept of a secret, so that a stolen database opens nothing.
std::string sha256_hex(std::string_view data);

/// As HTTP's Basic authentication has it (RFC 4648 §4).
std::string base64(std::string_view text);

/// Whether `text` is `digits` lower-case hexadecimal digits.
bool is_hex(std::string_view text, std::size_t digits);

/// Compares without telling by the time it takes how much was right.
bool equal_secrets(std::string_view a, std::string_view b);

} // namespace fairway
