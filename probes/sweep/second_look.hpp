#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"
#include "probes/sweep/launch.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace fairway {

/// Which silences deserve another, slow look, after the first pass: a silent minority of a TCP address among answers
/// gets two (the second only where the first stays silent: the caller skips it otherwise), and where ICMP errors came
/// among silences up to three ports show whether it is one reject rule behind a limited ICMP rate.
/// All looks end within `deadline`.
std::vector<launch> second_looks(const std::vector<probe>& probes, const std::vector<observation>& seen,
                                 std::chrono::milliseconds deadline);

/// After the looks: silent ports that lie, port next to port, between two that one ICMP sender rejected alike belong
/// to the same rule; hosts and routers send only a few errors a second. Gives them that observation.
void join_rejections(const std::vector<probe>& probes, std::vector<observation>& seen);

} // namespace fairway
