#pragma once

#include "matrix/site.hpp"

#include <string>

namespace fairway {

/// Gives the host with this name (in any spelling) the role, once; adds the host where the site has none.
void add_role(site& s, const std::string& host, const std::string& role);

} // namespace fairway
