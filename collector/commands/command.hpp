#pragma once

#include "support/program_table.hpp"

#include <string_view>
#include <vector>

namespace fairway::collector {

// One function a command, one file each: what it is called, takes, says in its help, and does. A group is a list:
// itself and its commands.
command init_command();
command serve_command();
command backup_command();
std::vector<command> token_commands();
std::vector<command> prober_commands();
std::vector<command> user_commands();
std::vector<command> certificate_commands();
std::vector<command> clock_commands();

/// `fairway-collector` with all its commands.
program_table collector_program();

} // namespace fairway::collector
