#pragma once

#include "agent/commands/command.hpp"

#include <sstream>
#include <string>

namespace fairway::test {

struct call_result {
    int status;
    std::string out, err;
};

/// Runs `fairway ARGS`, with `answers` on its standard input.
inline call_result call(const arguments& args, const std::string& answers = "", bool terminal = false) {
    std::istringstream in(answers);
    std::ostringstream out, err;
    const int status = run_command_line(fairway_program(), args, {in, out, err, terminal});
    return {status, out.str(), err.str()};
}

/// Runs `fairway COMMAND ARGS`.
inline call_result call_command(const std::string& command, arguments args, const std::string& answers = "",
                                bool terminal = false) {
    args.insert(args.begin(), command);
    return call(args, answers, terminal);
}

} // namespace fairway::test
