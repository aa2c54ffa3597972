#pragma once

#include "agent/service/status.hpp"
#include "text/problem.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace fairway {

/// status.json, schema fairway-status/1, by which the service tells `fairway status` how it is doing.
nlohmann::ordered_json to_json(const service_status& s);

/// The inverse. The file may be of another version, or damaged: what is missing in it has its default.
read_result<service_status> read_status(std::string_view text, const std::string& file);

} // namespace fairway
