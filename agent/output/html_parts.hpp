#pragma once

#include "matrix/finding.hpp"
#include "matrix/report.hpp"

#include <string>

namespace fairway {

// Drawings of the HTML report; markup.

/// The spans of an address as a bar, each as wide as it has ports; ports that were not probed are gaps. Empty for a
/// single port.
std::string span_bar(const finding& f, const address_finding& a);

/// The way from this machine to an address, and who stopped it, as far as that is known.
std::string way_of(const report& r, const finding& f, const address_finding& a);

} // namespace fairway
