#include "agent/output/format.hpp"

#include "tests/golden.hpp"
#include "tests/source_directory.hpp"
#include "tests/unit/agent/sample_report.hpp"

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;
using nlohmann::json;

namespace {

// What of JSON Schema the published schema uses; complains with the place.
void validate(const json& value, const json& rule, const json& root, const std::string& place,
              std::vector<std::string>& problems) {
    if (rule.contains("$ref")) {
        const std::string ref = rule["$ref"];
        return validate(value, root.at(json::json_pointer(ref.substr(1))), root, place, problems);
    }
    if (rule.contains("enum") && std::find(rule["enum"].begin(), rule["enum"].end(), value) == rule["enum"].end())
        problems.push_back(place + ": " + value.dump() + " is not in the enum");
    if (rule.contains("type")) {
        const auto fits = [&](const std::string& type) {
            return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
                   (type == "string" && value.is_string()) || (type == "integer" && value.is_number_integer()) ||
                   (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null());
        };
        const json types = rule["type"].is_array() ? rule["type"] : json::array({rule["type"]});
        if (std::none_of(types.begin(), types.end(), [&](const json& t) { return fits(t.get<std::string>()); }))
            problems.push_back(place + ": has type " + value.type_name());
    }
    if (value.is_object()) {
        for (const auto& key : rule.value("required", json::array()))
            if (!value.contains(key.get<std::string>()))
                problems.push_back(place + ": lacks " + key.get<std::string>());
        for (const auto& [key, part] : value.items()) {
            if (!rule.contains("properties") || !rule["properties"].contains(key))
                problems.push_back(place + "/" + key + ": is not in the schema");
            else
                validate(part, rule["properties"][key], root, place + "/" + key, problems);
        }
    }
    if (value.is_array() && rule.contains("items"))
        for (std::size_t i = 0; i < value.size(); ++i)
            validate(value[i], rule["items"], root, place + "/" + std::to_string(i), problems);
}

json report_schema() {
    std::ifstream file(source_directory() + "/matrix/schema/fairway-report-1.schema.json");
    REQUIRE(file.good());
    return json::parse(file);
}

} // namespace

TEST_CASE("the sample report as JSON, to the letter") {
    check_golden("report/report.json", render_json(test::sample_report(), {}));
}

TEST_CASE("the JSON report is what its schema says, and nothing else") {
    const json schema = report_schema();
    std::vector<std::string> problems;
    validate(json::parse(render_json(test::sample_report(), {})), schema, schema, "", problems);
    report interrupted = test::sample_report();
    interrupted.complete = false;
    interrupted.stand_in_for = "appliance";
    interrupted.labels = {"Web team", "web@example.com", {"dmz"}};
    interrupted.findings[0].requirement.labels = host_labels{"", "", {"dmz", "tier 2"}};
    rpc_ports rpc;
    rpc.mapper = rpc_mapper::told_partly;
    rpc.registered = rpc.elsewhere = {{49664, 49669}};
    rpc.other_address = "10.9.0.5";
    interrupted.findings[0].addresses.at(0).rpc = rpc;
    validate(json::parse(render_json(interrupted, {})), schema, schema, "", problems);
    CHECK(problems == std::vector<std::string>{});
}

TEST_CASE("the schema knows every word") {
    const json schema = report_schema();
    const auto words = [&](const char* pointer) { return schema.at(json::json_pointer(pointer)); };
    json findings = json::array(), reasons = json::array(), mappers = json::array();
    for (int n = 0; n <= static_cast<int>(finding_kind::not_applicable); ++n)
        findings.push_back(to_string(static_cast<finding_kind>(n)));
    for (int n = 0; n <= static_cast<int>(reason::no_response); ++n)
        reasons.push_back(to_string(static_cast<reason>(n)));
    for (int n = 0; n <= static_cast<int>(rpc_mapper::responder); ++n)
        mappers.push_back(to_string(static_cast<rpc_mapper>(n)));
    CHECK(words("/$defs/address/properties/rpc/properties/mapper/enum") == mappers);
    CHECK(words("/$defs/finding_word/enum") == findings);
    CHECK(words("/$defs/span/properties/reason/enum") == reasons);
}

TEST_CASE("bytes that are no text do not reach JSON") {
    report r = test::sample_report();
    r.findings[0].requirement.target = "evil\033[2Jname\xff";
    CHECK(json::accept(render_json(r, {})));
}
