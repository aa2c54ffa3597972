#include "collector/api/route.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway::collector;

TEST_CASE("a method and a path lead to one route") {
    struct row {
        const char *method, *path, *id;
    };
    const row rows[] = {
        {"GET", "/", ""},
        {"GET", "/app.js", ""},
        {"GET", "/healthz", ""},
        {"POST", "/api/v1/probers/0123/revoke", "0123"},
        {"GET", "/api/v1/probers/0123", "0123"},
        {"GET", "/api/v1/probers", ""},
        {"DELETE", "/api/v1/tokens/abc", "abc"},
        {"GET", "/api/v1/tokens", ""},
        {"POST", "/api/v1/tokens", ""},
    };
    for (const auto& r : rows) {
        CAPTURE(r.path);
        const auto found = find_route(r.method, r.path);
        REQUIRE(found.found != nullptr);
        CHECK(found.found->method == r.method);
        CHECK(found.id == r.id);
    }
    for (const char* path : {"", "//", "/app.js/", "/api/v1/tokens/", "/api/v1/tokens/a/b", "/api/v1/probers//revoke",
                             "/api/v1/probers/", "/HEALTHZ", "/healthz?x"}) {
        CAPTURE(path);
        const auto found = find_route("GET", path);
        CHECK(found.found == nullptr);
        CHECK(found.allowed.empty());
        CHECK(route_names()[found.index] == "other");
    }
    CHECK(find_route("PUT", "/api/v1/tokens").allowed == std::vector<std::string_view>{"GET", "POST"});
}

TEST_CASE("only what has to be is open to everybody, and what changes something is no GET") {
    std::vector<std::string_view> open;
    for (const auto& r : routes()) {
        CAPTURE(r.path);
        if (r.who == audience::anyone) open.push_back(r.path);
        CHECK((r.handle == nullptr) == (r.where == lane::report || r.where == lane::login));
        if (r.method == "GET") CHECK(r.body_limit == 0);
        if (r.method == "GET") CHECK(r.where != lane::write);
    }
    CHECK(open == std::vector<std::string_view>{"/", "/index.html", "/app.js", "/app.css", "/favicon.svg",
                                                "/api/v1/enroll", "/api/v1/login", "/api/v1/openapi.json", "/healthz",
                                                "/readyz", "/metrics"});
}
