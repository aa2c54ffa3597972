#pragma once

#include "support/command_line.hpp"

#include <string>

namespace fairway {

// One function a command, one file each. They print data to stdout, everything else to stderr, and return the exit
// code. Usage problems are reported by report_problems() and return exit_status::usage.
int check_command(const arguments& args);
int plan_command(const arguments& args);
int listen_command(const arguments& args);
int run_command(const arguments& args);
int status_command(const arguments& args);
int key_command(const arguments& args);
int matrix_command(const arguments& args);
int site_command(const arguments& args);
int enroll_command(const arguments& args);
int report_command(const arguments& args);

std::string report_help(); ///< `fairway report --help`

} // namespace fairway
