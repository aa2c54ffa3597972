#pragma once

#include "matrix/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// The most that is read of a report that someone kept. It is more than a collector takes at once: a backup server that
/// probes thousands of agents writes one file.
namespace report_file_limits {
inline constexpr std::size_t bytes = 64 * 1024 * 1024;
inline constexpr std::size_t values = 4'000'000; ///< of JSON, of every kind
inline constexpr std::size_t text = 256 * 1024;  ///< bytes of each text, note and list of ports
} // namespace report_file_limits

/// A report read back, or one part of it. Of each flow it has only what reports tell, of each acceptance only reason
/// and end.
struct report_file {
    report content;
    unsigned part = 1, parts = 1;
};

/// Reads a report (fairway-report/1) or one part of it: UTF-8 without comments or duplicate keys, within
/// report_file_limits. Unknown keys are ignored: a later 1.x may add some. Whatever formats show of a report comes back
/// as it was; the summary is counted anew. `file` is used in problems only.
read_result<report_file> read_report_file(std::string_view json, const std::string& file);

/// The parts of one run as one report. A single report stays what it is; it must not be a part of something larger.
/// `names`: of the files, for problems; as many as parts.
read_result<report_file> join_parts(std::vector<report_file> files, const std::vector<std::string>& names);

} // namespace fairway
