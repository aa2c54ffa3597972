#pragma once

#include <string>
#include <string_view>

namespace fairway {

// Inside the program text and paths are UTF-8; Windows' own calls take and give UTF-16. What is no valid text becomes
// U+FFFD.

std::wstring wide(std::string_view text);
std::string narrow(std::wstring_view text);

} // namespace fairway
