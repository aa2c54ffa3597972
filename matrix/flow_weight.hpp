#pragma once

#include "matrix/finding.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// How much a flow counts by its matrix, whatever is seen of it.
struct flow_weight {
    bool required = true;
    bool conditional = false; ///< on facts that nobody stated
    bool fallback = false;    ///< used only where another flow fails
    fairway::listens listens = fairway::listens::service;

    bool operator==(const flow_weight&) const = default;
};
flow_weight weight_of(const requirement& r);

/// "required", "optional, listens on-demand", "required, only as a fallback"
std::string to_string(const flow_weight& w);

/// Whether both findings say the same of the network: the target is used, or merely reached, or not even that. Between
/// such findings, another weight is why a flow counts otherwise, and nothing broke or healed.
bool reach_alike(finding_kind a, finding_kind b);

} // namespace fairway
