#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// The domains that this machine appends to names without a dot, at most six; of /etc/resolv.conf.
std::vector<std::string> search_domains();

/// Of the text of a resolv.conf(5); the last `search` or `domain` line counts.
std::vector<std::string> parse_search_domains(std::string_view text);

} // namespace fairway
