#pragma once

#include "matrix/matrix.hpp"
#include "matrix/observation.hpp"
#include "matrix/plan.hpp"
#include "probes/sweep/hello.hpp"
#include "text/problem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// Whether hello is said for this check: its target is one of those hosts, by name or address, and is ours: never said
/// to external services.
bool is_greeted(const requirement& c, const matrix& m, const std::vector<std::string>& responders);

/// Each of `responders` that no such check leads to.
std::vector<problem> unknown_responders(const plan& p, const matrix& m, const std::vector<std::string>& responders);

/// What was swept, and what of it hello may be said to; lists of equal length.
struct greeted_sweep {
    std::vector<std::string> addresses;
    std::vector<std::string> sources; ///< ours towards each address
    std::vector<probe> probes;
    std::vector<bool> greeted; ///< of probes
    std::vector<observation> seen;
};

using heard_answers = std::vector<std::optional<heard_answer>>; ///< one for each probe

/// Where to say hello first: every greeted TCP port that accepted, every greeted UDP port. Indices of probes.
std::vector<std::size_t> first_hellos(const greeted_sweep& s);

/// Where to say it once more before somebody is accused: ports that the responder says it stands on, that did answer
/// the sweep, and that no hello came back from. Indices of probes.
std::vector<std::size_t> second_hellos(const greeted_sweep& s, const heard_answers& heard);

/// Lets the answers count in what was seen, and returns notes for the report: addresses that differ between the ends,
/// hosts where no responder answered.
std::vector<std::string> weigh_answers(greeted_sweep& s, const heard_answers& heard);

} // namespace fairway
