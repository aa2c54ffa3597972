#include "probes/sweep/lanes.hpp"

#include <stdexcept>

namespace fairway {

lane& lanes::to(const std::string& address) {
    if (const auto known = all_.find(address); known != all_.end()) return known->second;
    const auto parsed = parse_address(address);
    if (!parsed) throw std::invalid_argument("not a numeric address: " + address);
    lane l{*parsed, address, {}, 0, pace(rate_, burst_, pace::clock::now())};
    l.source = source_towards(*parsed, l.route_error).value_or("");
    return all_.emplace(address, std::move(l)).first->second;
}

} // namespace fairway
