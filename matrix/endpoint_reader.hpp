#pragma once

#include "matrix/matrix.hpp"
#include "text/problem_list.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace fairway {

/// An endpoint as files that people write have it, checked but for what its placeholders may be called.
endpoint read_endpoint(const nlohmann::json& value, const std::string& pointer, problem_list& problems);

} // namespace fairway
