#pragma once

#include "support/program_table.hpp"

namespace fairway {

command matrix_shipped_command();
command matrix_diff_command();

} // namespace fairway
