#include "probes/net/tcp_state.hpp"

namespace fairway {

tcp_state tcp_state_of(socket_handle s) {
    // Only a connection has a peer.
    return {peer_address(s).has_value(), {}, false};
}

} // namespace fairway
