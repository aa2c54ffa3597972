#pragma once

#include "matrix/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fairway {

/// How the output may look where it goes.
struct output_style {
    bool colour = false;
    std::size_t width = 100; ///< columns
};

/// A format of `fairway check`: a name for --format, and one function in a file of that name.
struct output_format {
    std::string_view name;
    std::string (*render)(const report& r, const output_style& style);
};

/// Nothing where no format has this name.
const output_format* find_format(std::string_view name);

std::string format_names(); ///< "text, json"

std::string render_text(const report& r, const output_style& style);
std::string render_json(const report& r, const output_style& style);

} // namespace fairway
