#include "agent/site/hosts.hpp"

#include "text/names.hpp"

#include <algorithm>

namespace fairway {

void add_role(site& s, const std::string& host, const std::string& role) {
    const std::string canonical = canonical_host(host);
    auto found = std::find_if(s.hosts.begin(), s.hosts.end(),
                              [&](const site_host& h) { return canonical_host(h.name) == canonical; });
    if (found == s.hosts.end()) {
        found = s.hosts.emplace(s.hosts.end());
        found->name = host;
    }
    auto& roles = found->roles;
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
}

} // namespace fairway
