#pragma once

#include "agent/inventory/vbr_inventory.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

enum class vbr_platform : std::uint8_t { unknown, windows, linux, unix, macos };

/// By its type.
vbr_platform platform_of_server(const vbr_server& s);

/// "WindowsServer2022", "Linux", "Debian GNU/Linux 12", "Microsoft Windows 11", "AzureStackHCI", "AIX", "Solaris",
/// "MacOS"
vbr_platform platform_of_system(const std::string& name);

/// The names of a role by platform, and the one for both; empty: there is none.
struct platform_roles {
    const char *windows, *linux, *any;
};

/// The roles of a component there: the first that the matrix has counts.
std::vector<std::string> of_platform(const platform_roles& roles, vbr_platform p);

} // namespace fairway
