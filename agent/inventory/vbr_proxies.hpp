#pragma once

#include "agent/inventory/vbr_servers.hpp"

namespace fairway {

/// Gives the servers of backup proxies their roles.
void add_proxies(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft);

} // namespace fairway
