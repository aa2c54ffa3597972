#pragma once

#include "matrix/site.hpp"
#include "support/program_table.hpp"

#include <vector>

namespace fairway {

/// Where a site file that a command makes goes: --output and --force.
std::vector<option_row> site_output_options();

/// A file that must not be written is a problem.
void check_site_output(option_reader& given);

/// Writes it there, and says so.
int write_site(const site& s, const matrix& m, const option_reader& given, const console& io);

} // namespace fairway
