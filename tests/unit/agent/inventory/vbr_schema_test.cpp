#include "agent/inventory/vbr_lists.hpp"
#include "tests/schema_file.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace fairway;

TEST_CASE("the schema of inventories has the lists that the reader has") {
    const auto s = schema_file::read("fairway-vbr-inventory-1.schema.json");
    schema_file::check_references(s, s);
    CHECK(s.at("properties").at("schema").at("const") == "fairway-vbr-inventory/1");
    std::set<std::string> keys{"schema", "exported", "notes"}, needed{"schema"}, properties;
    for (const auto& list : vbr_lists()) {
        keys.emplace(list.name);
        if (list.required) needed.emplace(list.name);
    }
    for (const auto& entry : s.at("properties").items())
        properties.insert(entry.key());
    CHECK(properties == keys);
    CHECK(s.at("required").get<std::set<std::string>>() == needed);
    CHECK(s.at("$defs").at("list").at("maxItems") == most_vbr_entities);
}
