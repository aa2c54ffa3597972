#pragma once

#include "agent/output/format.hpp"

#include <string>

namespace fairway {

/// Whether the text of a report is its summary: because somebody wants it, or because it has more targets than a person
/// reads.
bool is_summarized(const report& r, const output_style& style);

/// A page: where it stops, the worst targets, and what to do first. What does not fit is counted.
std::string render_summary_page(const report& r, const output_style& style);

} // namespace fairway
