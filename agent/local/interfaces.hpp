#pragma once

#include <string>
#include <vector>

namespace fairway {

/// Numeric addresses of this machine's interfaces that are up, loopback left out, link-local IPv6 without zone.
std::vector<std::string> local_addresses();

} // namespace fairway
