#include "matrix/requirement.hpp"

namespace fairway {

std::string to_string(const requirement& r) {
    const std::string ports(r.flow ? in_capitals(r.flow->protocol) : "ports");
    return ports + " " + to_string(r.ports) + " to " + r.target + (r.flow ? " [" + r.flow->id + "]" : "");
}

} // namespace fairway
