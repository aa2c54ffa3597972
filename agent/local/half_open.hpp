#pragma once

#include "probes/responder/half_open.hpp"

#include <vector>

namespace fairway {

/// TCP handshakes of this machine that wait for their last step. Everybody may read them: in /proc/net of Linux, in the
/// table of connections of Windows. A kernel under a flood of SYNs (SYN cookies) keeps none, so that a missing one
/// proves nothing.
std::vector<half_open_connection> half_open_connections();

} // namespace fairway
