#pragma once

#include "agent/commands/command.hpp"

#include <iosfwd>

namespace fairway {

/// `fairway site …` with the streams given. `in_is_terminal`: somebody is there to answer questions.
int site_command(const arguments& args, std::istream& in, bool in_is_terminal, std::ostream& out, std::ostream& err);

} // namespace fairway
