#pragma once

#include "matrix/finding.hpp"

#include <string>

namespace fairway {

/// What to do about a finding, in one line for people; empty if there is nothing to do.
std::string advice_of(const finding& f);

} // namespace fairway
