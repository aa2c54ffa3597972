#pragma once

#include "matrix/matrix.hpp"
#include "matrix/role_words.hpp"
#include "matrix/site.hpp"
#include "text/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// A list of hosts as a site, and what a person should know of how it was read.
struct imported_hosts {
    fairway::site site;
    std::vector<std::string> notes;
};

/// Reads a CSV list of hosts as spreadsheets, shells and people write it: see docs/site-file.md. The heading decides
/// which column is which; without one they are name,address,roles. `words`: what the list calls roles. The result is
/// checked like a site file. Problems carry "line N, column "HEADING"" as pointer.
read_result<imported_hosts> read_hosts_csv(std::string_view text, const std::string& file, const matrix& m,
                                           const role_words& words);

} // namespace fairway
