#pragma once

#include <string>
#include <vector>

namespace fairway {

/// The ids of all processes that may be seen, ascending (/proc).
std::vector<int> process_ids();

/// The name of a process, fit for a terminal; empty if it has ended or may not be seen.
std::string process_name(int id);

} // namespace fairway
