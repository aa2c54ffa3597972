#pragma once

#include "matrix/finding.hpp"

namespace fairway {

// What text, advice and change request have to agree on: which ports of a finding a firewall may stop, and whether that
// matters.

/// Whether nobody has anything to do.
bool is_fine(outcome o);

/// Whether another rule in some firewall would make these ports work.
bool is_firewall_matter(const span& s);

/// Whether one port is enough and one gets through to the target: the others are no reason to open anything.
bool is_served(const finding& f, const address_finding& a);

} // namespace fairway
