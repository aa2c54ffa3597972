#pragma once

#include "matrix/finding.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What a report notes of names of external services that lead somewhere unusual, in one sentence each: to this machine
/// (`own` are its addresses; loopback always is), or to private addresses.
std::vector<std::string> external_name_notes(const std::vector<finding>& findings, const std::vector<std::string>& own);

} // namespace fairway
