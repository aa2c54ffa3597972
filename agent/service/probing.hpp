#pragma once

#include "agent/assignment.hpp"
#include "agent/service/config.hpp"
#include "agent/service/settle.hpp"
#include "matrix/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fairway {

/// What one scheduled run probes: of on-demand ranges a sample that `seed` chooses and what was troubled last time, and
/// everything else whole.
plan plan_of_run(const service_config& c, const assignment& a, std::uint32_t seed,
                 const std::optional<settled_run>& last);

/// "web01 (agent-linux) probes 12 flows to 3 targets, every 5 minutes"
std::string in_words(const plan& p, const service_config& c);

} // namespace fairway
