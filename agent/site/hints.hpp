#pragma once

#include "matrix/site.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// A fact nobody stated, though flows of the site depend on it.
struct open_fact {
    const fairway::fact* fact = nullptr; ///< into the matrix
    std::size_t flows = 0;               ///< that wait for it
};

/// An acceptance that accepts nothing, and why: "expired on 2026-01-31, …".
struct idle_acceptance {
    std::size_t index = 0; ///< in the list of the site
    std::string why;
};

/// What a valid site file leaves open.
struct site_hints {
    std::vector<const site_host*> isolated; ///< No flow joins them with another host or a service that the site names.
    std::vector<open_fact> open;            ///< In the matrix's order.
    std::vector<idle_acceptance> idle;
};

/// `today`: an ISO date.
site_hints find_hints(const site& s, const matrix& m, std::string_view today);

/// The facts that flows of the site wait for; the same as in its hints.
std::vector<open_fact> find_open_facts(const site& s, const matrix& m);

} // namespace fairway
