#pragma once

#include "matrix/matrix.hpp"
#include "matrix/page/page.hpp"
#include "matrix/page/page_map.hpp"

#include <doctest/doctest.h>

#include <string>

/// A made-up vendor with pages like those that matrices come from.
namespace bakery {

inline constexpr fairway::protocol_word spoken[] = {{"ssh", fairway::protocol::tcp},
                                                    {"dns", fairway::protocol::tcp},
                                                    {"dns", fairway::protocol::udp},
                                                    {"nbns", fairway::protocol::udp}};

/// Its roles and facts.
inline fairway::matrix words() {
    const auto read = fairway::read_matrix(R"({
      "schema": "fairway-matrix/1", "id": "words", "version": "1", "title": "Words",
      "source": {"url": "https://example.com/words", "updated": "2026-01-01"},
      "roles": [
        {"id": "counter", "title": "Counter"},
        {"id": "oven", "title": "Oven", "abstract": true},
        {"id": "oven-gas", "title": "Gas oven", "is": ["oven"]},
        {"id": "oven-wood", "title": "Wood oven", "is": ["oven"]},
        {"id": "mill", "title": "Flour mill"},
        {"id": "recipes", "title": "Recipe service", "external": true}
      ],
      "facts": [
        {"id": "winter", "type": "boolean", "of": "site", "question": "Is it winter?"},
        {"id": "rye", "type": "boolean", "of": "site", "question": "Is rye baked?"}
      ],
      "flows": [{"id": "counter:mill:tcp:1", "rows": [1], "from": "counter", "to": "mill", "protocol": "tcp",
                 "ports": [1], "listens": "service", "identify": null, "purpose": "x"}]
    })",
                                           "words");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return *read.value;
}

inline fairway::page page(const std::string& rows, const std::string& date = "2026-04-16") {
    auto read =
        fairway::read_page("---\ntitle: Ports\nsource_url: https://example.com/oven_ports.html\nlast_updated: " + date +
                               "\n---\nOvens\n\n| From | To | Protocol | Port | Notes |\n" + rows,
                           "page.md");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return std::move(*read.value);
}

/// A map with phrases for all roles, and these rows: "1": [...].
inline fairway::page_map map(const std::string& rows, const std::string& more = "") {
    auto read = fairway::read_page_map(R"({"schema": "fairway-page-map/1", "id": "bakery", "version": "2026-04-16",
        "title": "Bakery", "url": "https://example.com/oven_ports.html", "phrases": {"Counter": ["counter"],
        "Oven": ["oven"], "Gas oven": ["oven-gas"], "All ovens": ["oven-gas", "oven-wood"], "Mill": ["mill"],
        "Recipes": ["recipes"]}, "rows": {)" +
                                           rows + "}" + more + "}",
                                       "map.json", words(), spoken);
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return std::move(*read.value);
}

} // namespace bakery
