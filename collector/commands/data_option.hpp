#pragma once

#include "collector/data_directory.hpp"
#include "support/option_reader.hpp"

#include <optional>

namespace fairway::collector {

/// The data directory that --data names, checked. Nothing if it, or anything else on the command line, is a problem,
/// which has then been reported.
std::optional<data_directory> given_directory(option_reader& given);

} // namespace fairway::collector
