#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fairway {

/// The port that a component has unless somebody changed it, by any of the names that versions of the REST API have
/// for it ("InstallerSvc" and "DeployerSvc" are one). Nothing of a component that is not known.
std::optional<std::uint16_t> default_component_port(std::string_view component);

} // namespace fairway
