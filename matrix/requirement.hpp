#pragma once

#include "matrix/host_labels.hpp"
#include "matrix/matrix.hpp"
#include "matrix/port.hpp"
#include "matrix/shared_value.hpp"

#include <string>
#include <vector>

namespace fairway {

/// One flow from this host to one target: what a plan lists, a sweep probes, and a finding answers.
struct requirement {
    shared_value<fairway::flow> flow;   ///< Never empty in a plan.
    std::string target;                 ///< The host's name in the site, or the endpoint's.
    std::vector<std::string> addresses; ///< Names or IP addresses to probe, each on its own.
    port_list ports;                    ///< What the flow needs on this target, overrides applied.
    port_list probed;                   ///< What is probed of it (all, or a sample).
    std::string proxy;                  ///< "proxy.example:3128": reached through it; empty: directly.
    bool open_end = false;              ///< `ports` are only where a search begins: the service may be on a later one.
    bool installed = true;              ///< False: planned, its services may not exist yet.
    bool required = true;               ///< False: optional; never worse than warn.
    std::vector<std::string> questions; ///< Not empty: conditional on facts nobody stated; never worse than warn.
    std::vector<std::string> assumptions; ///< What it is needed for is usual, and nobody stated it; counts in full.
    std::string runs_only;                ///< "during a restore": its target is off at other times; empty: it is not.
    shared_value<host_labels> labels;     ///< Of the target; nothing: none are stated.

    bool operator==(const requirement&) const = default;
};

/// "TCP 2500-3300 to repo01 [agent:repository:tcp:2500-3300]"
std::string to_string(const requirement& r);

} // namespace fairway
