#pragma once

#include "matrix/finding.hpp"
#include "matrix/seen_address.hpp"
#include "matrix/site.hpp"

#include <string_view>
#include <vector>

namespace fairway {

/// The outcome table: what a finding counts as on a planned or installed target. `own_firewall` and `drop_shown` as in
/// span.
outcome outcome_of(finding_kind kind, bool installed, listens l, bool own_firewall, bool drop_shown);

/// What one observation means. Pure; does not know the phase.
finding_kind kind_of(protocol p, const observation& seen);

/// All observations of one flow at one target. `today` is an ISO date, for acceptances.
finding assess(const requirement& c, const std::vector<seen_address>& seen, const site& s, std::string_view today);

} // namespace fairway
