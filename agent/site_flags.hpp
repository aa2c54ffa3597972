#pragma once

#include "matrix/site.hpp"

#include <string>
#include <vector>

namespace fairway {

/// A site as the command line describes it.
struct site_flags {
    std::string name;               ///< --name: this host
    std::vector<std::string> as;    ///< --as ROLE[,ROLE]…: its roles
    std::vector<std::string> peers; ///< --peer ROLE=HOST[,HOST]…
    std::vector<std::string> facts; ///< --fact NAME=VALUE
};

/// This host first (where it was given roles), then the peers; a host named several times has all roles it was named
/// with. All problems at once, each with its option as file.
read_result<site> site_from_flags(const site_flags& flags, const matrix& m);

/// The host with this name, added where the site has none.
site_host& host_named(site& s, const std::string& name);

/// Adds a role that the host does not have yet.
void add_role(site_host& host, const std::string& role);

} // namespace fairway
