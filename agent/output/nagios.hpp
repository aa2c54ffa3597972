#pragma once

#include "matrix/report.hpp"
#include "support/command_line.hpp"
#include "text/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What a plugin of Nagios or Icinga ends with (Nagios Plugins Development Guidelines).
enum class plugin_status { ok = 0, warning = 1, critical = 2, unknown = 3 };

/// Whether a command line asks for the format "nagios": then even wrong usage has to follow the plugin API. It need not
/// be valid otherwise.
bool is_plugin_call(const arguments& args);

/// `strict`: a warning is critical.
plugin_status plugin_status_of(const report& r, bool strict);

/// What a plugin says that could not check anything: "FAIRWAY UNKNOWN - …", and more below if that is cut short.
std::string plugin_gives_up(std::string_view why);
std::string plugin_gives_up(const std::vector<problem>& problems);

} // namespace fairway
