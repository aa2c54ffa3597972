#include "json_schema.hpp"

#include <nlohmann/json.hpp>

#include <regex>
#include <set>

namespace fairway::test {

using nlohmann::json;

namespace {

bool has_type(const json& value, const std::string& type) {
    if (type == "integer") return value.is_number_integer();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    return type == "null" && value.is_null();
}

} // namespace

std::vector<std::string> violations(const json& document, const json& schema, const json& value,
                                    const std::string& pointer) {
    if (schema.contains("$ref"))
        return violations(document, document.at(json::json_pointer(schema.at("$ref").get<std::string>().substr(1))),
                          value, pointer);
    std::vector<std::string> all;
    const auto fail = [&](const std::string& what) { all.push_back(pointer + ": " + what + ": " + value.dump()); };
    const auto add = [&](const std::vector<std::string>& more) { all.insert(all.end(), more.begin(), more.end()); };
    static const std::set<std::string> known{"type",     "properties",  "required",  "additionalProperties",
                                             "items",    "enum",        "const",     "pattern",
                                             "minimum",  "maximum",     "minLength", "maxLength",
                                             "maxItems", "description", "format",    "default"};
    for (const auto& member : schema.items())
        if (!known.contains(member.key())) fail("the test does not know the keyword " + member.key());

    if (schema.contains("type")) {
        const auto& type = schema.at("type");
        bool fits = false;
        for (const auto& one : type.is_array() ? type : json::array({type}))
            fits = fits || has_type(value, one);
        if (!fits) fail("expected the type " + type.dump());
    }
    if (schema.contains("const") && value != schema.at("const")) fail("expected " + schema.at("const").dump());
    if (schema.contains("enum")) {
        const auto& words = schema.at("enum");
        if (std::find(words.begin(), words.end(), value) == words.end()) fail("expected one of " + words.dump());
    }
    if (value.is_string()) {
        const auto text = value.get<std::string>();
        if (schema.contains("pattern") && !std::regex_search(text, std::regex(schema.at("pattern").get<std::string>())))
            fail("expected the pattern " + schema.at("pattern").dump());
        if (text.size() < schema.value("minLength", std::size_t{0})) fail("too short");
        if (text.size() > schema.value("maxLength", std::size_t{1} << 40)) fail("too long");
    }
    if (value.is_number_integer()) {
        if (schema.contains("minimum") && value < schema.at("minimum")) fail("too small");
        if (schema.contains("maximum") && value > schema.at("maximum")) fail("too large");
    }
    if (value.is_array()) {
        if (value.size() > schema.value("maxItems", std::size_t{1} << 40)) fail("too many");
        if (schema.contains("items"))
            for (std::size_t i = 0; i < value.size(); ++i)
                add(violations(document, schema.at("items"), value[i], pointer + "/" + std::to_string(i)));
    }
    if (value.is_object()) {
        const auto properties = schema.value("properties", json::object());
        for (const auto& name : schema.value("required", json::array()))
            if (!value.contains(name.get<std::string>())) fail("lacks " + name.dump());
        for (const auto& member : value.items())
            if (properties.contains(member.key()))
                add(violations(document, properties.at(member.key()), member.value(), pointer + "/" + member.key()));
            else if (!schema.value("additionalProperties", true))
                fail("has a member that is not described, " + member.key());
    }
    return all;
}

} // namespace fairway::test
