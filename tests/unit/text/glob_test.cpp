#include "text/glob.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fairway;

TEST_CASE("globs") {
    struct row {
        const char *pattern, *text;
        bool matches;
    };
    const row rows[] = {
        {"*", "", true},         {"", "", true},           {"", "a", false},        {"a*c", "abc", true},
        {"a*c", "abd", false},   {"*b*", "abc", true},     {"a?c", "abc", true},    {"a?c", "ac", false},
        {"**a", "bca", true},    {"*.a.b", "x.a.b", true}, {"*.a.b", "a.b", false}, {"a", "ab", false},
        {"*aab", "aaaab", true}, {"a*", "*", false},       {"[a]", "a", false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.pattern);
        CAPTURE(r.text);
        CHECK(glob_match(r.pattern, r.text) == r.matches);
    }
    CHECK(!glob_match(std::string(200, '*') + "b", std::string(100000, 'a')));
}
