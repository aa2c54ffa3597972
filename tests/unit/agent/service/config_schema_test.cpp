#include "agent/service/config_keys.hpp"
#include "tests/schema_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fairway;
using namespace fairway::schema_file;

TEST_CASE("the schema of agent configurations has the keys that the reader has") {
    const auto s = read("fairway-agent-1.schema.json");
    CHECK(s.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    check_references(s, s);
    CHECK(s.at("properties").at("schema").at("const") == "fairway-agent/1");
    check_keys(s, agent_keys::top);
    check_keys(s.at("properties").at("log"), agent_keys::log);
    check_keys(s.at("properties").at("spool"), agent_keys::spool);
}
