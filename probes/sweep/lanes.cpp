#include "probes/sweep/lanes.hpp"

#include <stdexcept>
#include <utility>

namespace fairway {

lane& lanes::to(const std::string& address) {
    if (const auto known = all_.find(address); known != all_.end()) return known->second;
    const auto parsed = parse_address(address);
    if (!parsed) throw std::invalid_argument("not a numeric address: " + address);
    lane l{*parsed, address, route_to(*parsed), pace(rate_, burst_, pace::clock::now())};
    return all_.emplace(address, std::move(l)).first->second;
}

} // namespace fairway
