#include "agent/local/own_names.hpp"

namespace fairway {

std::vector<std::string> own_names() {
    return {}; // the host name is all that the kernel knows
}

} // namespace fairway
