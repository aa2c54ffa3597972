#pragma once

#include "support/program_table.hpp"

namespace fairway {

command site_diff_command();

} // namespace fairway
