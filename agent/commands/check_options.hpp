#pragma once

#include "agent/check_options.hpp"
#include "support/option_reader.hpp"

namespace fairway {

/// What to check, as `check` and `plan` are told.
option_section what_to_check();

/// Reads these options; problems stay in `given`.
check_options read_what_to_check(option_reader& given);

} // namespace fairway
