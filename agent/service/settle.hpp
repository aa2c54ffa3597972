#pragma once

#include "matrix/finding.hpp"
#include "matrix/plan.hpp"
#include "matrix/port.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What the last run settled of one flow to one target.
struct settled_finding {
    std::string flow;
    std::string target;
    finding_kind finding = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown; ///< as it counts
    port_list troubled; ///< Ports that were not fine when they were last seen: probed again whatever the sample says.
};

/// What the last run settled, by flow and target; the order does not matter.
using settled_run = std::vector<settled_finding>;

/// What a run leaves for the next one, given what the one before had left.
settled_run settled(const std::vector<finding>& findings, const std::optional<settled_run>& last);

/// Adds to the ports that a sampling plan probes those that are troubled, as far as a flow still needs them: a port
/// that fails must not look mended because the sample passed it by.
void keep_watching(plan& p, const settled_run& last);

/// Which findings need a recheck, as indices: those that differ from `last`, and those that fail if it does not have
/// their flow and target, or is absent.
std::vector<std::size_t> changed(const std::optional<settled_run>& last, const std::vector<finding>& now);

/// Lets the recheck count: it replaces what was seen first. So two equal results make a change; a recheck that sees the
/// old state again leaves it as it was. `second[i]` is of `findings[which[i]]`. Returns how many changes the recheck
/// did not see again.
std::size_t settle(std::vector<finding>& findings, const std::vector<std::size_t>& which, std::vector<finding> second);

/// last_run.json, and back. Nothing if it is damaged.
std::string to_json_text(const settled_run& run);
std::optional<settled_run> read_settled_run(std::string_view text);

} // namespace fairway
