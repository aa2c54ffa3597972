#pragma once

#include "matrix/matrix.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What two revisions of a page can say differently of one flow. Purposes, rows and IDs are not among it: they are how
/// a page was written down.
enum class flow_aspect : std::uint8_t {
    ports,
    needed,
    mandatory,
    fallback,
    listens,
    identify,
    answers,
    dynamic,
    endpoints,
    resolves,
};
std::string_view to_string(flow_aspect a); ///< "needed"

/// "always", "if push_deployment"; "any of 80,443"; two flows that have the same words of an aspect agree on it.
std::string in_words(flow_aspect a, const flow& f);

/// The same of several flows: what they agree on once.
std::string in_words(flow_aspect a, const std::vector<const flow*>& flows);

/// What became of a flow from one matrix to another.
struct matrix_change {
    std::vector<const flow*> before;  ///< Into the old matrix; none: new. Several: their ports are in one flow now.
    std::vector<const flow*> after;   ///< Into the new matrix; none: no longer needed. Several: the ports were split.
    std::vector<flow_aspect> aspects; ///< Of flows in both: on what they differ.

    bool is_new() const { return before.empty(); }
    bool is_gone() const { return after.empty(); }
    const flow& any() const { return *(after.empty() ? before : after).front(); }
};

/// A role or a fact, in the old matrix, in the new one, or defined differently in both.
template <class Thing>
struct definition_change {
    const Thing* before = nullptr; ///< null: new
    const Thing* after = nullptr;  ///< null: no longer there
};

/// What changes from one matrix to another.
struct matrix_diff {
    std::vector<matrix_change> flows; ///< in the order of the new matrix, then those that only the old one has
    std::vector<definition_change<role>> roles;
    std::vector<definition_change<fact>> facts;
    std::size_t same = 0; ///< flows of the new matrix that stayed as they were

    bool empty() const { return flows.empty() && roles.empty() && facts.empty(); }
};

/// Flows are the same by from, to, protocol, ports and select; of the others, those with the same from, to and protocol
/// that have ports in common. Both must outlive what is returned.
matrix_diff compare(const matrix& before, const matrix& after);
matrix_diff compare(matrix&&, const matrix&) = delete;
matrix_diff compare(const matrix&, matrix&&) = delete;

} // namespace fairway
