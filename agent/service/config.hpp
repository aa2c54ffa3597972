#pragma once

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "support/log.hpp"
#include "support/system/locations.hpp"
#include "text/problem.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What agent.json says (schema fairway-agent/1), with its defaults.
struct service_config {
    std::string file;    ///< where it was read from
    check_options check; ///< Whom and how to probe, as the command line of `fairway check` would say it.
    std::chrono::seconds interval{300};
    std::vector<std::string> full_ranges;   ///< globs of flow ids that are never sampled
    std::chrono::seconds recheck_after{10}; ///< after a run; 0: none
    std::string metrics = "127.0.0.1:9441"; ///< loopback address and port; empty: none
    log_format format = log_format::text;
    log_level level = log_level::info;
    std::string proxy; ///< URL of an HTTP proxy; "none"; empty: what the environment says
    std::string state = default_state_folder();
    std::size_t spool_mebibytes = 64;
    std::size_t spool_days = 7;
};

/// Reads agent.json: strict, all problems at once. `file` is its path: the paths in it are relative to its folder.
read_result<service_config> read_service_config(std::string_view text, const std::string& file);

/// A configuration with what it stands for: everything that runs need of files.
struct loaded_service {
    service_config config;
    assignment about;
};

/// What became of reading a configuration.
struct service_load {
    std::optional<loaded_service> value;
    std::vector<problem> problems; ///< where there is no value
    /// Where nothing is wrong and only time is missing: a file that is on no disk yet, an address that this host does
    /// not have yet. What the configuration says.
    std::optional<service_config> not_yet;

    explicit operator bool() const { return value.has_value(); }
};

/// Reads the configuration, the matrix and the site that it names, and finds out which host this is.
service_load load_service(const std::string& file, const local_identity& local);

} // namespace fairway
