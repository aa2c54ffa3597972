#pragma once

#include "agent/inventory/vbr_inventory.hpp"
#include "text/problem.hpp"

#include <string>
#include <string_view>

namespace fairway {

inline constexpr std::size_t largest_vbr_export = 64 * 1024 * 1024; ///< bytes

/// Answers of the REST API that somebody saved: "managedServers.json" and so on, one for each of vbr_lists(). Those
/// that may be missing are noted.
read_result<vbr_inventory> read_vbr_folder(const std::string& folder);

/// One file with everything (schema fairway-vbr-inventory/1), as packaging/windows/export-vbr-inventory.ps1 writes it;
/// docs/inventory.md has the format. `file` is for problems.
read_result<vbr_inventory> read_vbr_export(std::string_view text, const std::string& file);

/// Either, by what there is under that name; "-" is an export on standard input.
read_result<vbr_inventory> read_vbr_path(const std::string& path);

} // namespace fairway
