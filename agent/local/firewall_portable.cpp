#include "agent/local/firewall.hpp"

namespace fairway {

std::vector<std::string> local_firewall(const port_list&, const port_list&) {
    return {"unknown: not available on this system"};
}

std::vector<std::string> firewall_obstacles(const port_list&, const port_list&) {
    return {}; // rules are not judged here
}

} // namespace fairway
