#pragma once

#include "matrix/plan.hpp"

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
    std::vector<std::string> matrices; ///< empty: those of the site file, or what is used by default
    std::vector<std::string> roles;
    std::string site_file;
    std::string host;
    std::string stand_in_for;
    std::vector<peer_option> peers;
    std::vector<std::pair<std::string, std::string>> facts;
    std::string proxy; ///< URL towards external services; "none"; empty: as the site file says
    std::string proxy_credentials_file;
    std::vector<std::string> no_proxy; ///< external services that are reached directly all the same
    std::vector<std::string> source;   ///< addresses of this host, or networks; empty: as the site file says
    plan_options plan;
    bool identify = true; ///< Ask open ports what they are.

    // check only
    std::chrono::milliseconds timeout{3500};
    double rate = 1000;
    bool trace = true;
    std::vector<std::string> explain;    ///< globs of flow ids whose packets are told
    std::vector<std::string> responders; ///< hosts of the plan, by name or address
};

} // namespace fairway
