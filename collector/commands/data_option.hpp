#pragma once

#include "collector/data_directory.hpp"
#include "support/option_reader.hpp"

#include <optional>

namespace fairway::collector {

/// --data of a command that works on a collector, whether or not that is running.
option_row data_option();

/// The data directory that --data names, checked. Nothing if it, or anything else on the command line, is a problem.
std::optional<data_directory> given_directory(option_reader& given);

} // namespace fairway::collector
