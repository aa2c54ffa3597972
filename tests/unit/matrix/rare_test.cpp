#include "matrix/rare.hpp"

#include <doctest/doctest.h>

#include <string>

using fairway::rare;

TEST_CASE("a rare value is an optional one that takes no room") {
    static_assert(sizeof(rare<std::string>) == sizeof(void*));
    rare<std::string> none, some = std::string("a");
    CHECK(!none);
    CHECK(!none.has_value());
    CHECK_THROWS_AS(none.value(), std::bad_optional_access);
    REQUIRE(some);
    CHECK(*some == "a");
    CHECK(some->size() == 1);
    CHECK(none != some);
    CHECK(none == rare<std::string>(std::nullopt));

    rare<std::string> copy = some;
    CHECK(copy == some);
    *copy = "b"; // its own
    CHECK(*some == "a");
    CHECK(copy != some);
    copy = none;
    CHECK(!copy);
    copy = std::move(some);
    CHECK(copy.value() == "a");
    copy = *&copy; // itself
    CHECK(copy.value() == "a");
    copy.reset();
    CHECK(!copy);

    const std::optional<std::string> there = rare<std::string>(std::string("c"));
    CHECK(there == "c");
    CHECK(!std::optional<std::string>(none));
    CHECK(rare<std::string>(there) == rare<std::string>(std::string("c")));
    CHECK(!rare<std::string>(std::optional<std::string>()));
    CHECK(none == std::optional<std::string>());
    CHECK(none != there);
    CHECK(rare<std::string>(there) == there);
    CHECK(there != none);
}
