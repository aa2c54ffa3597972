#pragma once

#include "agent/inventory/site_draft.hpp"

namespace fairway {

/// Gives every host the ports that differ from the usual ones, where flows to it name these.
void change_ports(site_draft& draft);

} // namespace fairway
