#include "agent/local/listeners.hpp"

namespace fairway {

std::vector<listener> local_listeners() {
    return {}; // not available on this system
}

} // namespace fairway
