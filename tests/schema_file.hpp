#pragma once

#include "tests/source_directory.hpp"
#include "text/json_text.hpp"
#include "text/key.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <span>
#include <sstream>
#include <string>

// The published JSON Schemas, held against the tables of keys that the readers obey.
namespace fairway::schema_file {

/// The schema of that file name, references in it checked.
inline nlohmann::json read(const std::string& name) {
    const auto path = source_directory() + "/matrix/schema/" + name;
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    const auto read = parse_json(text.str(), path);
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return *read.value;
}

inline void check_keys(const nlohmann::json& object, std::span<const key> keys) {
    std::set<std::string> expected, expected_required, properties;
    for (const auto& k : keys) {
        expected.emplace(k.name);
        if (k.required) expected_required.emplace(k.name);
    }
    for (const auto& [name, property] : object.at("properties").items())
        properties.insert(name);
    CHECK(properties == expected);
    CHECK(object.value("required", std::set<std::string>{}) == expected_required);
    CHECK(object.at("additionalProperties") == false);
}

/// Every reference leads somewhere.
inline void check_references(const nlohmann::json& whole, const nlohmann::json& part) {
    if (part.is_object() && part.contains("$ref")) {
        const auto target = part["$ref"].get<std::string>();
        CAPTURE(target);
        REQUIRE(target.starts_with("#/"));
        CHECK(whole.contains(nlohmann::json::json_pointer(target.substr(1))));
    }
    if (part.is_structured())
        for (const auto& member : part)
            check_references(whole, member);
}

} // namespace fairway::schema_file
