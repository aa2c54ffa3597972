#pragma once

#include <string_view>

namespace fairway {

/// `*` matches any run of characters, `?` one; everything else itself.
bool glob_match(std::string_view pattern, std::string_view text);

} // namespace fairway
