#pragma once

#include "agent/inventory/vbr_servers.hpp"

#include <string>

namespace fairway {

/// Gives the server of a mount its roles; `by` is what names it.
void add_mount_server(const vbr_mount& mount, const std::string& by, const vbr_servers& servers, site_draft& draft);

/// The managed servers that mount where nobody chose.
void add_default_mount_servers(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft);

} // namespace fairway
