#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// Who asks, as the datagram itself says it.
struct netbios_source {
    std::array<std::uint8_t, 4> address{}; ///< IPv4; zeros where it is not known
    std::uint16_t port = 138;
};

/// DATAGRAM QUERY REQUEST (RFC 1002 §4.4.4): asks a distribution server whether it would pass datagrams on. It carries
/// no data and changes nothing; everyone else ignores it, so that silence says nothing.
std::string netbios_datagram_query(std::uint16_t id, const netbios_source& source);

/// A positive or negative response to the query with this id (RFC 1002 §4.4.4), or a datagram error (§4.4.3).
bool is_netbios_datagram_answer(std::string_view answer, std::uint16_t id);

} // namespace fairway::wire
