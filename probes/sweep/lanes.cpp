#include "probes/sweep/lanes.hpp"

#include <stdexcept>
#include <utility>

namespace fairway {

lane& lanes::to(const std::string& address) {
    if (const auto known = all_.find(address); known != all_.end()) return known->second;
    const auto parsed = parse_address(address);
    if (!parsed) throw std::invalid_argument("not a numeric address: " + address);
    const journey j{*parsed, parsed->v6() ? from_.v6 : from_.v4};
    const bool is_left_out = !j.from && (from_.v4 || from_.v6);
    lane l{j, address, is_left_out ? route{{}, net_error::no_source} : route_of(j),
           pace(rate_, burst_, pace::clock::now())};
    return all_.emplace(address, std::move(l)).first->second;
}

std::chrono::milliseconds lanes::gap() const {
    if (rate_ <= 0) return {};
    return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(1 / rate_));
}

} // namespace fairway
