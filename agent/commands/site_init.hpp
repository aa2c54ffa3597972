#pragma once

#include "support/program_table.hpp"

namespace fairway {

command site_init_command();

} // namespace fairway
