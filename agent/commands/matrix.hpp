#pragma once

#include "agent/commands/command.hpp"

#include <iosfwd>

namespace fairway {

/// `fairway matrix …` with the streams given; what the one in command.hpp calls with stdout and stderr.
int matrix_command(const arguments& args, std::ostream& out, std::ostream& err);

} // namespace fairway
