#pragma once

#include "matrix/matrix.hpp"
#include "text/problem_list.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace fairway {

/// A condition as files that people write have it; `facts`: those that it may ask for, each in the way of its type.
condition read_condition(const nlohmann::json& value, const std::string& pointer, const std::vector<fact>& facts,
                         problem_list& problems);

} // namespace fairway
