#pragma once

#include <string>
#include <string_view>

namespace fairway {

/// Writes what a command has to say to the file of its --output, all at once, or to standard output where that is
/// empty. Throws std::system_error, with the option in its words.
void write_output(const std::string& path, std::string_view text);

} // namespace fairway
