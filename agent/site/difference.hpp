#pragma once

#include "matrix/site.hpp"

#include <string>
#include <vector>

namespace fairway {

/// One thing that two sites say differently.
struct value_change {
    std::string what;          ///< "role", "address", "fact", "port", "source", "installed", "endpoint", …
    std::string key;           ///< of facts, ports and endpoints: which one; else empty
    std::string before, after; ///< empty: not there

    bool operator==(const value_change&) const = default;
};

struct host_change {
    std::string name;
    std::vector<value_change> changes;
};

/// What it takes to get from one site to another. Hosts are the same by name, in any spelling; the order of what a list
/// has makes no difference.
struct site_difference {
    std::vector<const site_host*> added;   ///< into the new one
    std::vector<const site_host*> removed; ///< into the old one
    std::vector<host_change> changed;      ///< in the new one's order
    std::vector<value_change> site_wide;

    bool empty() const { return added.empty() && removed.empty() && changed.empty() && site_wide.empty(); }
};

site_difference difference(const site& before, const site& after);

} // namespace fairway
