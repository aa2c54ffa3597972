#pragma once

#include "matrix/finding.hpp"
#include "matrix/seen_address.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What a finding means, in one line for people; ranges as spans. `seen` gives details that findings leave out.
std::string text_of(const finding& f, const std::vector<seen_address>& seen);

} // namespace fairway
