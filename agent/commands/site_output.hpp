#pragma once

#include "matrix/site.hpp"
#include "support/program_table.hpp"

namespace fairway {

/// `options`, and those of every command that makes a site file: where it goes (--output and --force), and whose roles
/// it may have (--matrix).
option_section with_site_output(option_section options);

/// A file that must not be written is a problem.
void check_site_output(option_reader& given);

/// Writes it there, and says so.
int write_site(const site& s, const matrix& m, const option_reader& given, const console& io);

} // namespace fairway
