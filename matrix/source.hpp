#pragma once

#include "text/problem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// Addresses of one host that its packets leave from. Both empty: its routing table decides. One empty: nothing leaves
/// for that family.
struct source_addresses {
    std::string v4, v6; ///< numeric, IPv6 with its zone where it needs one

    bool empty() const { return v4.empty() && v6.empty(); }
    bool operator==(const source_addresses&) const = default;
};

/// What is wrong with a list of addresses and networks to choose from, whatever host it is for; nothing if all is well.
std::optional<std::string> check_source(const std::vector<std::string>& wanted);

/// The address that each entry names, or that is in the network it names. `local`: the host's numeric addresses,
/// without zones; those of loopback always are its own. Problems have no place.
read_result<source_addresses> choose_source(const std::vector<std::string>& wanted,
                                            const std::vector<std::string>& local);

} // namespace fairway
