#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace fairway::test {

/// What of `value` is not as `schema` says, each with its JSON pointer; empty: nothing. Knows the part of JSON Schema
/// 2020-12 that openapi.json uses; a keyword that it does not know is an error, so that nothing goes unchecked.
/// `document`: where "$ref" leads to.
std::vector<std::string> violations(const nlohmann::json& document, const nlohmann::json& schema,
                                    const nlohmann::json& value, const std::string& pointer = "");

} // namespace fairway::test
