#pragma once

#include "agent/inventory/vbr_servers.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// Gives the hosts of repositories, their gateways and their mount servers their roles; what is no host of the site is
/// a service outside it.
void add_repositories(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft);

/// "\\nas01\backup", "nas01:/export", "nas01/export": nas01.
std::string host_of_share(std::string_view path);

} // namespace fairway
