#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <string>

namespace fairway::wire {

inline constexpr std::uint16_t tls_1_2 = 0x0303;

/// The version of a ServerHello (RFC 5246 §7.4.1.3) in the first record of a server. TLS 1.3 says there that it is 1.2
/// (RFC 8446 §4.1.3).
decoded<std::uint16_t> decode_tls_server_hello(std::string_view received);

/// "TLS 1.0"; of 0x0300: "SSL 3.0".
std::string tls_version_name(std::uint16_t version);

} // namespace fairway::wire
