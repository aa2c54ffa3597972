#include "text/problem.hpp"
#include "text/problem_list.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a problem says file, place and message, and leaves out what it has not") {
    CHECK(to_string(problem{"site.json", "/hosts/0", "is odd"}) == "site.json: /hosts/0: is odd");
    CHECK(to_string(problem{"site.json", "", "is empty"}) == "site.json: is empty");
    CHECK(to_string(problem{"", "", "is empty"}) == "is empty");
}

TEST_CASE("a list of problems keeps the first ones and counts the rest") {
    for (const auto& [added, last] :
         {std::pair{2, "b"}, std::pair{3, "and 1 more problem"}, std::pair{7, "and 5 more problems"}}) {
        const auto& this_added = added;
        CAPTURE(this_added);
        problem_list problems("f", 2);
        CHECK(problems.empty());
        for (int i = 0; i < added; ++i)
            problems.add("", std::string(1, static_cast<char>('a' + i)));
        CHECK_FALSE(problems.empty());
        CHECK(std::move(problems).take().back().message == last);
    }
}
