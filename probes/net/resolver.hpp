#pragma once

#include "probes/net/name_lookup.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace fairway {

/// Looks one name up, and may block for as long as it likes. Called on any thread.
using name_lookup = std::function<resolved(const std::string&)>;

struct resolver_limits {
    std::chrono::milliseconds each{3500};  ///< for one name, from when its turn comes
    std::chrono::milliseconds all{60'000}; ///< for all of them
    std::size_t side_by_side = 16;         ///< names that are asked at the same time
    std::size_t left_behind = 32;          ///< threads that may hang in lookups that were given up
};

/// Resolves each name as this machine does (getaddrinfo: hosts file, DNS, …), side by side. Numeric addresses stand for
/// themselves at once. Addresses that no host can have (DNS filters answer 0.0.0.0) are set aside. A lookup cannot be
/// interrupted: one that has no answer in its time is given up and its thread left behind, and another takes its place,
/// so that names whose server is dead cost the others nothing. Where too many hang, the time for all is over, or a stop
/// is requested, the names that have not had their turn are not asked.
std::map<std::string, resolved> resolve(const std::vector<std::string>& names, const resolver_limits& limits,
                                        std::stop_token stop = {});
std::map<std::string, resolved> resolve(const std::vector<std::string>& names, const resolver_limits& limits,
                                        name_lookup look_up, std::stop_token stop = {});

} // namespace fairway
