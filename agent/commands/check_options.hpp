#pragma once

#include "agent/check_options.hpp"
#include "support/command_line.hpp"
#include "text/problem.hpp"

#include <string>

namespace fairway {

/// What `check` and `plan` are asked to do.
struct check_call {
    bool help = false;
    check_options options;
};

/// Which of the two commands the options are for: `plan` has no options of the probing itself.
enum class check_mode { check, plan };

/// Reads the options; all problems at once, each with the option as its place.
read_result<check_call> read_check_options(const arguments& args, check_mode mode);

/// `fairway check --help`, `fairway plan --help`.
std::string check_help(check_mode mode);

} // namespace fairway
