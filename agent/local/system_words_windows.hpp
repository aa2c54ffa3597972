#pragma once

#include <windows.h>

#include <string>

namespace fairway {

/// What the system says of an error number, with the number.
std::string system_words(DWORD error);

} // namespace fairway
