#include "agent/local/privileges.hpp"

namespace fairway {

std::string_view about_binding() {
    return "Ports below 1024 need root; its privileges are dropped once the ports are bound.";
}

std::string_view why_port_denied() {
    return "ports below 1024 need root";
}

} // namespace fairway
