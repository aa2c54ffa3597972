#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// The domains that this machine appends to names without a dot, at most six, in the order in which it tries them. Of
/// /etc/resolv.conf; of Windows as its DNS client is set up, without the parents of its own domain, which it may try,
/// too.
std::vector<std::string> search_domains();

/// Of the text of a resolv.conf(5); the last `search` or `domain` line counts.
std::vector<std::string> parse_search_domains(std::string_view text);

/// What the DNS client of Windows goes by. Lists are separated by commas.
struct windows_suffixes {
    std::string policy_list;              ///< of group policy
    std::string list;                     ///< of this machine
    std::string primary;                  ///< domain of this machine
    std::vector<std::string> connections; ///< of the adapters that are up, in their order
};

/// The first list that is not empty counts alone; without one the primary domain, then those of the connections.
std::vector<std::string> search_domains_of(const windows_suffixes& suffixes);

} // namespace fairway
