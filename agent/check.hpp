#pragma once

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "agent/output/explanation.hpp"
#include "matrix/plan.hpp"
#include "matrix/report.hpp"
#include "probes/sweep/sweep.hpp"
#include "probes/wire/hello.hpp"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace fairway {

/// Carries the plan out: resolves the names, sweeps every (address, protocol, port) once, asks open ports what they
/// are, and says what it means. Hosts that certificates name for their revocation form a second round; `p` is the plan
/// that `a` and `options` make. `key`: of the responders that the options name. `a` must outlive the report. A stop
/// makes it incomplete. Throws when this machine cannot probe at all. If the options explain flows, what these stand on
/// goes to `on_explained`, once, at the end.
report run_check(const assignment& a, plan p, const check_options& options, const local_identity& local,
                 const std::optional<wire::site_key>& key,
                 const std::function<void(const sweep_progress&)>& on_progress, const std::stop_token& stop,
                 const std::function<void(explanations)>& on_explained = {});

/// The hosts of certificate revocation in what the services outside showed. Who does not prove to be the service may
/// not send us anywhere. Of services that showed no certificate this time those known `before` stay.
std::vector<revocation_host> revocation_hosts(const std::vector<finding>& findings,
                                              const std::vector<revocation_host>& before);

/// What a report notes where hop checks were `wanted` and this system has none; empty otherwise. `rejections_told`: it
/// does tell the ICMP errors that end a connect.
std::string no_hop_checks_note(bool wanted, bool available, bool rejections_told);

/// Probes some findings of a report once more: the same ports, under names that are resolved anew. What the report
/// knows of addresses (that they refuse other ports) still counts. Returns one finding for each of `which`, indices of
/// first.findings; nothing if it was interrupted. Throws as above.
std::optional<std::vector<finding>> look_again(const assignment& a, const report& first,
                                               const std::vector<std::size_t>& which, const check_options& options,
                                               const std::function<void(const sweep_progress&)>& on_progress,
                                               const std::stop_token& stop);

} // namespace fairway
