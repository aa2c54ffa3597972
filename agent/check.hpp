#pragma once

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "matrix/plan.hpp"
#include "matrix/report.hpp"
#include "probes/sweep.hpp"
#include "probes/wire/hello.hpp"

#include <functional>
#include <optional>
#include <string>

namespace fairway {

/// Carries the plan out: resolves the names, sweeps every (address, protocol, port) once, asks open ports what they
/// are, and says what it means. Hosts that certificates name for their revocation form a second round; `p` is the plan
/// that `a` and `options` make. `key`: of the responders that the options name. `a` must outlive the report, `p` need
/// not. Throws when this machine cannot probe at all.
report run_check(const assignment& a, const plan& p, const check_options& options, const local_identity& local,
                 const std::optional<wire::site_key>& key,
                 const std::function<void(const sweep_progress&)>& on_progress);

/// What a report notes where hop checks were `wanted` and this system has none; empty otherwise.
std::string no_hop_checks_note(bool wanted, bool available);

} // namespace fairway
