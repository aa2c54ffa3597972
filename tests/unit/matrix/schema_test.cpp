#include "matrix/finding.hpp"
#include "matrix/json_text.hpp"
#include "matrix/keys.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <span>
#include <sstream>
#include <string>

using namespace fairway;
using nlohmann::json;

namespace {

json schema(const std::string& name) {
    const auto path = std::string(FAIRWAY_SOURCE_DIR) + "/matrix/schema/" + name;
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    const auto read = parse_json(text.str(), path);
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return *read.value;
}

void check_keys(const json& object, std::span<const key> keys) {
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
void check_references(const json& whole, const json& part) {
    if (part.is_object() && part.contains("$ref")) {
        const auto target = part["$ref"].get<std::string>();
        CAPTURE(target);
        REQUIRE(target.starts_with("#/"));
        CHECK(whole.contains(json::json_pointer(target.substr(1))));
    }
    if (part.is_structured())
        for (const auto& member : part)
            check_references(whole, member);
}

} // namespace

TEST_CASE("the schema of matrix files has the keys that the reader has") {
    const auto s = schema("fairway-matrix-1.schema.json");
    CHECK(s.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    check_references(s, s);
    CHECK(s.at("properties").at("schema").at("const") == "fairway-matrix/1");
    check_keys(s, matrix_keys::top);
    const auto& defs = s.at("$defs");
    check_keys(defs.at("source"), matrix_keys::source);
    check_keys(defs.at("role"), matrix_keys::role);
    check_keys(defs.at("fact"), matrix_keys::fact);
    check_keys(defs.at("flow"), matrix_keys::flow);
    check_keys(defs.at("endpoint"), matrix_keys::endpoint);
    check_keys(defs.at("condition"), matrix_keys::condition);
}

TEST_CASE("the schema of site files has the keys and words that the reader has") {
    const auto s = schema("fairway-site-1.schema.json");
    CHECK(s.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    check_references(s, s);
    CHECK(s.at("properties").at("schema").at("const") == "fairway-site/1");
    check_keys(s, site_keys::top);
    const auto& defs = s.at("$defs");
    check_keys(defs.at("host"), site_keys::host);
    check_keys(defs.at("accept"), site_keys::accept);

    const auto words = defs.at("accept").at("properties").at("finding").at("enum").get<std::vector<std::string>>();
    CHECK(words.size() == static_cast<std::size_t>(finding_kind::not_applicable) + 1);
    for (const auto& word : words) {
        CAPTURE(word);
        CHECK(parse_finding_kind(word));
    }
}

TEST_CASE("the schema of agent configurations has the keys that the reader has") {
    const auto s = schema("fairway-agent-1.schema.json");
    CHECK(s.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    check_references(s, s);
    CHECK(s.at("properties").at("schema").at("const") == "fairway-agent/1");
    check_keys(s, agent_keys::top);
    check_keys(s.at("properties").at("log"), agent_keys::log);
    check_keys(s.at("properties").at("spool"), agent_keys::spool);
}
