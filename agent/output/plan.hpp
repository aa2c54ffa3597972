#pragma once

#include "agent/local/listeners.hpp"
#include "agent/output/plan_time.hpp"
#include "matrix/plan.hpp"
#include "matrix/source.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace fairway {

/// What this machine knows of itself that matters to those who must reach it.
struct readiness {
    source_addresses source;                 ///< chosen; empty: the routing table decides
    std::map<std::string, std::string> from; ///< address of a target: "from 10.0.7.3", or why not
    std::vector<listener> listeners;
    std::vector<std::string> firewall; ///< lines for people
    bool hop_checks = true;            ///< This system can make them.
    bool pings = false;                ///< In their place it follows pings to silent hosts.
    bool is_this_machine = true;       ///< False: the plan is for another host, so the above says nothing about it.
};

/// The plan for people: what is probed from here and what is spoken there, what not, what others must probe, and what
/// awaits them here. `identify`: open ports are asked what they are. `pace`: of the check that it is for.
std::string render_plan(const plan& p, const readiness& ready, const std::string& matrix_name, bool identify,
                        std::size_t width, const check_pace& pace = {});

} // namespace fairway
