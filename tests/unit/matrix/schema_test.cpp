#include "matrix/finding.hpp"
#include "matrix/matrix_keys.hpp"
#include "matrix/page/page_map_keys.hpp"
#include "matrix/site_keys.hpp"
#include "tests/schema_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fairway;
using namespace fairway::schema_file;

TEST_CASE("the schema of matrix files has the keys that the reader has") {
    const auto s = read("fairway-matrix-1.schema.json");
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

TEST_CASE("the schema of page maps has the keys that the reader has") {
    const auto s = read("fairway-page-map-1.schema.json");
    CHECK(s.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    check_references(s, s);
    CHECK(s.at("properties").at("schema").at("const") == "fairway-page-map/1");
    check_keys(s, page_map_keys::top);
    check_keys(s.at("$defs").at("part"), page_map_keys::part);
    check_keys(s.at("$defs").at("seen"), page_map_keys::seen);
}

TEST_CASE("the schema of site files has the keys and words that the reader has") {
    const auto s = read("fairway-site-1.schema.json");
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
