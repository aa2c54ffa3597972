#include "probes/net/error_queue.hpp"

namespace fairway {

bool error_queue_available() {
    return false;
}

bool connects_tell_icmp_errors() {
    return false;
}

void keep_icmp_errors(socket_handle, bool, bool) {}

std::optional<icmp_answer> take_icmp_error(socket_handle) {
    return std::nullopt;
}

} // namespace fairway
