#pragma once

#include "collector/data_directory.hpp"
#include "support/option_reader.hpp"

#include <optional>

namespace fairway::collector {

/// The folder that --data names, checked; nothing where it, or anything else of the command line, is a problem, which
/// has then been reported.
std::optional<data_directory> given_directory(option_reader& given);

} // namespace fairway::collector
