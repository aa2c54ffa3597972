#pragma once

#include "agent/command.hpp"
#include "matrix/plan.hpp"
#include "text/problem.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// `--peer ROLE=HOST`: one host named on the command line.
struct peer_option {
    std::string role;
    std::string host; ///< For an external role also "host:port".
};

/// What the options of `check` and `plan` say, with their defaults; not yet held against matrix and site.
struct check_options {
    bool help = false;
    std::string matrix; ///< empty: the shipped one
    std::vector<std::string> roles;
    std::string site_file;
    std::string host;
    std::string stand_in_for;
    std::vector<peer_option> peers;
    std::vector<std::pair<std::string, std::string>> facts;
    plan_options plan;
    bool identify = true; ///< Ask open ports what they are.

    // check only
    std::string format = "text";
    std::string output; ///< empty: standard output
    std::chrono::milliseconds timeout{3500};
    double rate = 1000;
    bool strict = false;
    bool trace = true;
    std::string key_file;                ///< empty: no responder is asked
    std::vector<std::string> responders; ///< hosts of the plan, by name or address
};

/// Which of the two commands the options are for: `plan` has no options of the probing itself.
enum class check_mode { check, plan };

/// Reads the options; all problems at once, each with the option as its place.
read_result<check_options> read_check_options(const arguments& args, check_mode mode);

/// `fairway check --help`, `fairway plan --help`.
std::string check_help(check_mode mode);

} // namespace fairway
