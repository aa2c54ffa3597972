#pragma once

#include "support/program_table.hpp"

namespace fairway {

// One function a command, one file each: what it is called, takes, says in its help, and does. A group is a list:
// itself and its commands.
command check_command();
command plan_command();
command listen_command();
command run_command();
command report_command();
command status_command();
command enroll_command();
command completion_command();
std::vector<command> key_commands();
std::vector<command> matrix_commands();
std::vector<command> site_commands();
std::vector<command> service_commands(); ///< none where the system has its own (systemctl)

/// `fairway` with all its commands.
program_table fairway_program();

} // namespace fairway
