#pragma once

#include "agent/inventory/vbr_servers.hpp"

namespace fairway {

/// Gives the servers that install agents their roles.
void add_distribution_servers(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft);

/// Adds the computers that protection groups have found, by their system, with their addresses.
void add_computers(const vbr_inventory& from, site_draft& draft);

} // namespace fairway
