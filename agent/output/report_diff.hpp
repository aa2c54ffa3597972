#pragma once

#include "agent/output/format.hpp"
#include "matrix/report_diff.hpp"

#include <string>

namespace fairway {

/// What changed between two reports, for people: what broke first.
std::string render_diff_text(const report_diff& d, const report& before, const report& after,
                             const output_style& style);

/// The same for programs, schema fairway-report-diff/1.
std::string render_diff_json(const report_diff& d, const report& before, const report& after);

} // namespace fairway
