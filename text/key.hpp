#pragma once

#include <string_view>

namespace fairway {

/// A key that objects of one kind have in files that people write. Each reader has its table of them, and a test holds
/// the published JSON Schemas against it.
struct key {
    std::string_view name;
    bool required = false;
};

inline constexpr bool required = true;

} // namespace fairway
