#pragma once

#include "agent/inventory/vbr_inventory.hpp"
#include "matrix/matrix.hpp"
#include "matrix/site.hpp"

#include <string>
#include <vector>

namespace fairway {

/// An inventory as a site, and what a person should know of how it came about.
struct mapped_site {
    fairway::site site;
    std::vector<std::string> found;   ///< what there is
    std::vector<std::string> assumed; ///< what the inventory does not say, and was taken to be so
    std::vector<std::string> missing; ///< what is left out, or for a person to add
};

/// Roles, addresses, ports and facts that follow from what the backup server says; docs/inventory.md has the rules.
/// Only roles and facts that `m` has; the site is valid for it. Empty where it has no host.
mapped_site site_of(const vbr_inventory& inventory, const matrix& m);

} // namespace fairway
