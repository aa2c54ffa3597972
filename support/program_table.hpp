#pragma once

#include "support/command_line.hpp"
#include "support/command_table.hpp"
#include "support/option_reader.hpp"
#include "text/columns.hpp"
#include "text/problem.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// Where a command reads and writes: the standard streams, or a test's. Data goes to `out`, everything else to `err`.
struct console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool in_is_terminal = false;       ///< somebody is there to answer questions
    std::size_t width = default_width; ///< columns of a line for people
};

/// A command of a program, in a file of its own. A group ("matrix") only heads its commands ("matrix list"). A command
/// that takes arguments may head others, too ("site import vbr"): what is exactly their word is no argument.
struct command {
    command_table table;
    int (*run)(option_reader& given, const console& io) = nullptr; ///< the exit code; null: a group
};

struct program_table {
    std::string name;
    std::string version;
    std::string summary;
    std::vector<command> commands; ///< in the order in which the help lists them
    std::string first_steps;       ///< an example behind that list
    std::vector<std::pair<int, std::string>> exit_codes;
    /// May print the problems of a call where whoever called looks for them, and then gives the exit code.
    std::function<std::optional<int>(const arguments& args, const std::vector<problem>& problems, const console& io)>
        refuse = {};
};

/// A whole call of the program: finds the command, answers --help and --version, refuses what its table does not allow,
/// runs it, and prints the problems that it leaves in its option_reader. What a command throws goes through.
int run_command_line(const program_table& p, const arguments& args, const console& io);

/// "NAME: PROBLEM", a line for each.
void print_problems(std::ostream& err, const std::string& name, const std::vector<problem>& problems);

/// `fairway --help` in lines of `width` columns.
std::string render_help(const program_table& p, std::size_t width);

} // namespace fairway
