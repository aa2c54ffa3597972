#pragma once

#include "text/problem.hpp"

#include <vector>

namespace fairway {

/// Says what is wrong with the usage or the input of a command where whoever called looks for it: on standard error,
/// with the `hint` behind it; of a plugin (format "nagios") in its one line on standard output. Returns the exit code.
int refuse(const std::vector<problem>& problems, bool plugin, const char* hint = "");

} // namespace fairway
