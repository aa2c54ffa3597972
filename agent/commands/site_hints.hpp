#pragma once

#include "support/program_table.hpp"

namespace fairway {

command site_hints_command();

} // namespace fairway
