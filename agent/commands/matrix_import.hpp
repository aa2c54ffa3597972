#pragma once

#include "support/program_table.hpp"

namespace fairway {

command matrix_import_command();

} // namespace fairway
