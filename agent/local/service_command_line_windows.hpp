#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// An argument as CommandLineToArgvW() and the C library read it back, whatever is in it.
std::wstring quoted_argument(std::wstring_view argument);

/// How the service manager starts the service. The program is always in quotes: without them, a path with blanks
/// would first name other programs.
std::wstring service_command_line(const std::wstring& program, const std::wstring& config, const std::wstring& state);

/// The value that "--NAME" has in a command line; empty: none.
std::wstring value_in_command_line(const std::wstring& line, const std::wstring& name);

} // namespace fairway
