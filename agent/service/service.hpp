#pragma once

#include "support/command_line.hpp"
#include "support/system/locations.hpp"

#include <iosfwd>
#include <string>

namespace fairway {

/// How `fairway run` was called.
struct service_options {
    std::string config = default_config_file();
    std::string state; ///< empty: as the configuration says
    bool once = false; ///< one run instead of a schedule
};

/// Probes on a schedule until SIGTERM or SIGINT comes; SIGHUP reads the configuration anew. Service managers that send
/// no signals ask for the same (support/system/service_process.hpp). Returns the exit code: exit_status::ok after a
/// signal; with `once` that of the check, exit_status::unsure where it was interrupted; exit_status::usage where the
/// configuration is wrong, or the state folder is another user's and we are root: `err` then has why, a line for each
/// problem. Throws where the state folder cannot be used.
int run_service(const service_options& options, std::ostream& err);

} // namespace fairway
