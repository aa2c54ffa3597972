#pragma once

#include "matrix/report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fairway {

/// The report as JSON texts of at most `limit` bytes, each a complete fairway-report/1 document that
/// read_reported_part() takes. The findings of one target are never split: where they alone exceed the limit, their
/// part does so, too. Never empty.
std::vector<std::string> to_parts(const report& r, std::size_t limit = 1'000'000);

/// The same, and gives up the report on the way: of a large one, its parts and its findings need not fit into memory
/// side by side.
std::vector<std::string> to_parts(report&& r, std::size_t limit = 1'000'000);

} // namespace fairway
