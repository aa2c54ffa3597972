#include "probes/net/error_queue.hpp"

namespace fairway {

bool error_queue_available() {
    return false;
}

void keep_icmp_errors(socket_handle, bool, bool) {}

std::optional<icmp_answer> take_icmp_error(socket_handle) {
    return std::nullopt;
}

} // namespace fairway
