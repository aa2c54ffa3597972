#pragma once

#include "matrix/port.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What came of asking the endpoint mapper of an address which RPC ports are in use.
enum class rpc_mapper : std::uint8_t {
    not_asked,     ///< open ports are not asked anything in this check, or it was interrupted
    told,          ///< all that is registered
    told_partly,   ///< so much of it, before it fell silent or was cut short
    closed,        ///< its port refuses the connection
    unreached,     ///< its port is silent, rejected or unreachable
    mute,          ///< it takes the connection, and then gives no list
    denied,        ///< it is a mapper, and gives this host no list
    other_service, ///< something else answers on its port
    responder,     ///< Fairway's responder stands in on its port
};
std::string_view to_string(rpc_mapper m);
std::optional<rpc_mapper> parse_rpc_mapper(std::string_view word);

/// A TCP port that a mapper has registered, and for which of the host's addresses: IPv4, numeric; "0.0.0.0": all.
struct registered_port {
    std::uint16_t port = 0;
    std::string address;
};

/// Of a range of dynamic RPC ports at one address: what of it is in use.
struct rpc_ports {
    rpc_mapper mapper = rpc_mapper::not_asked;
    std::uint16_t mapper_port = 135;
    std::string refusal;       ///< denied: why, in its own words; printable
    port_list registered;      ///< in the range: they were probed, and decide
    port_list left_out;        ///< in the range, too, but beyond what is probed
    port_list elsewhere;       ///< of `registered`, those that are so for another address only
    std::string other_address; ///< of `elsewhere`, the first; empty: there are none
    port_list host_only;       ///< in the range, but registered for the host's own programs (127.0.0.1) only
    port_list outside;         ///< not in the range

    bool has_told() const { return mapper == rpc_mapper::told || mapper == rpc_mapper::told_partly; }
    /// Registered ports decide what the range's finding is; without any, a sample does.
    bool decides() const { return !registered.empty(); }
    /// All that listens there does so outside of the range.
    bool is_elsewhere() const {
        return mapper == rpc_mapper::told && registered.empty() && left_out.empty() && host_only.empty() &&
               !outside.empty();
    }

    bool operator==(const rpc_ports&) const = default;
};

inline constexpr std::size_t most_registered_probed = 64;
/// Ports that are kept of what a mapper tells, in and outside of the range.
inline constexpr std::size_t most_registered_told = 512;

/// What a mapper's list says of `range` at `address`. The mapper's own port is nobody's dynamic port.
rpc_ports rpc_ports_of(const port_list& range, const std::string& address, std::uint16_t mapper_port, bool whole,
                       const std::vector<registered_port>& told);

} // namespace fairway
