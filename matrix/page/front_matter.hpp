#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// The lines "key: value" between two lines "---" at the beginning of a page.
struct front_matter {
    std::string title;
    std::string url;
    std::string updated; ///< as it stands there
    std::string product_version;
    std::size_t bytes = 0; ///< Of the text that it takes; 0: there is none.
    std::size_t lines = 0;
};

front_matter read_front_matter(std::string_view text);

/// The ISO date of "4/16/2026" (the month first) or "2026-04-16"; nothing if it is none.
std::optional<std::string> iso_date(std::string_view text);

} // namespace fairway
