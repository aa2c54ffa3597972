#pragma once

#include "probes/wire/dns.hpp"
#include "probes/wire/stream_reader.hpp"

#include <string>
#include <string_view>

namespace fairway::wire {

/// A message as it goes over TCP: behind its length (RFC 1035 §4.2.2).
std::string dns_over_tcp(std::string_view message);

/// The first message of a stream, when it answers `query` (a message of dns_query, without length). It lies in the
/// bytes that were decoded.
decoded<std::string_view> decode_dns_over_tcp(std::string_view received, std::string_view query);

} // namespace fairway::wire
