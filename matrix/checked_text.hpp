#pragma once

#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// The text where `good` accepts it, else empty and a problem that says what was expected.
template <class Good>
std::string checked_text(const object_reader& in, std::string_view name, Good good, std::string_view expected) {
    auto text = in.text(name);
    if (text.empty() || good(text)) return text;
    in.fail(name, "expected " + std::string(expected) + ", found " + in_quotes(text));
    return "";
}

inline constexpr std::string_view an_id = "an id (lower-case letters, digits, \"-\", \"_\", \".\")";

} // namespace fairway
