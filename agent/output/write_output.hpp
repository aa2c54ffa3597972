#pragma once

#include "text/problem.hpp"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Whether a file can be made there, for --output: a check takes its time, and should not find out afterwards. Nothing
/// where it can, or where `path` is empty.
std::vector<problem> check_output(const std::string& path);

/// Writes what a command has to say to the file of its --output, all at once, or to `out` where that is empty. Throws
/// std::system_error, with the option in its words.
void write_output(const std::string& path, std::string_view text, std::ostream& out);

} // namespace fairway
