#include "agent/local/firewall.hpp"

namespace fairway {

std::vector<std::string> local_firewall() {
    return {"unknown: not available on this system"};
}

} // namespace fairway
