#pragma once

#include "support/command_line.hpp"

#include <string>

namespace fairway {

/// How `fairway run` was called.
struct service_options {
    std::string config = "/etc/fairway/agent.json";
    std::string state; ///< empty: as the configuration says
    bool once = false; ///< one run instead of a schedule
};

/// Probes on a schedule until SIGTERM or SIGINT comes; SIGHUP reads the configuration anew. Returns the exit code:
/// exit_status::ok after a signal; with `once` that of the check, exit_status::unsure where it was interrupted;
/// exit_status::usage where the configuration is wrong, or the state folder is another user's and we are root. Throws
/// where the state folder cannot be used.
int run_service(const service_options& options);

} // namespace fairway
