#pragma once

#include "matrix/port.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// A socket that waits for others, as the kernel lists it.
struct proc_socket {
    fairway::protocol protocol = fairway::protocol::tcp;
    std::string address; ///< numeric
    std::uint16_t port = 0;
    std::uint32_t uid = 0;
    std::uint64_t inode = 0; ///< 0: no process has it open any more
};

/// The listening TCP or unconnected UDP sockets in the text of /proc/net/tcp, tcp6, udp or udp6 (proc(5)). Lines that
/// cannot be understood are left out.
std::vector<proc_socket> parse_proc_net(std::string_view text, protocol p, bool v6);

/// A handshake that the kernel answered and that is not finished (SYN_RECV).
struct proc_handshake {
    std::string local_address; ///< numeric
    std::uint16_t local_port = 0;
    std::string remote_address; ///< numeric
};

/// Those in the text of /proc/net/tcp or tcp6; as above.
std::vector<proc_handshake> parse_handshakes(std::string_view text, bool v6);

} // namespace fairway
