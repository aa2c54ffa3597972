#pragma once

#include "matrix/site.hpp"

#include <set>
#include <string>
#include <vector>

namespace fairway {

// What of a large vocabulary is worth showing to somebody who writes a site file.

/// Roles to offer to people, of hosts inside the site: all where they are few, else what most sites have. The others
/// are known by name all the same.
std::vector<const role*> roles_to_offer(const matrix& m);

/// Facts and external roles that flows between the site's own roles depend on or lead to. Of a site without hosts: all.
struct site_scope {
    std::set<std::string> facts, external_roles;
    bool leaves_ports_open = false; ///< A flow between them names no port.
};
site_scope scope_of(const site& s, const matrix& m);

} // namespace fairway
