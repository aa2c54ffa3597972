#pragma once

#include "support/program_table.hpp"

#include <string>

namespace fairway {

// Scripts that complete a program's commands, options and values, made of its tables: what a table allows is offered,
// and nothing else. They call nothing: what they offer is what the program knew when it printed them.

std::string bash_completion(const program_table& p);
std::string zsh_completion(const program_table& p);
std::string fish_completion(const program_table& p);

} // namespace fairway
