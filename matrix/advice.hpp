#pragma once

#include "matrix/finding.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What a finding means, in one line for a person; ranges as spans. `seen` gives details that findings leave out.
std::string text_of(const finding& f, const std::vector<seen_address>& seen);

/// What to do about it, one line; empty where nothing has to be done.
std::string advice_of(const finding& f);

} // namespace fairway
