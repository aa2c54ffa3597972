#include "probes/net/most_sockets.hpp"

namespace fairway {

std::size_t most_sockets() {
    // Handles are not what ends first, but ephemeral ports: 49152 to 65535 where nobody changed it. The machine needs
    // some for itself. Where there are fewer, connecting says so.
    constexpr std::size_t dynamic_ports = 16'384;
    return dynamic_ports / 4 * 3;
}

} // namespace fairway
