#pragma once

#include <string>

namespace fairway::collector {

/// For LIKE … ESCAPE '\': texts that contain `search`, in which "_" and "%" stand for themselves.
std::string containing(const std::string& search);

} // namespace fairway::collector
