#pragma once

#include "matrix/port.hpp"
#include "text/problem_list.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace fairway {

/// A port or range, written as a text or a number; or a problem at `pointer` and nothing.
std::optional<port_range> read_ports(const nlohmann::json& value, const std::string& pointer, problem_list& problems);

} // namespace fairway
