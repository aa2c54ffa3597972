#pragma once

#include "agent/inventory/vbr_conversation.hpp"
#include "text/host_port.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace fairway {

inline constexpr std::uint16_t vbr_rest_port = 9419; ///< and 443 from version 13.1 on

/// Where to ask, and whom to believe.
struct vbr_server_address {
    host_port at;
    std::string fingerprint; ///< SHA-256 of the server's certificate, 64 lower-case hexadecimal digits
    std::string api_version = vbr_api_version;
};

/// How long its steps may take, and how much it may answer.
transport_limits vbr_transport_limits();

/// The SHA-256 of the certificate that the server shows, 64 hexadecimal digits. Nothing is sent to it; whether it is
/// the right one is for a person to say.
read_result<std::string> fetch_vbr_fingerprint(const host_port& at,
                                               const transport_limits& limits = vbr_transport_limits());

/// Asks a backup server for its inventory. `wait` waits; tests count. Problems show no secret and have no place: it was
/// the network, or the server.
read_result<vbr_inventory> fetch_vbr_inventory(const vbr_server_address& server, vbr_login login,
                                               const std::function<void(std::chrono::milliseconds)>& wait,
                                               const transport_limits& limits = vbr_transport_limits());

} // namespace fairway
