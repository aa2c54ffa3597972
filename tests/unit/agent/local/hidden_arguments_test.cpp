#include "agent/local/hidden_arguments.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fairway;

TEST_CASE("a secret does not stay in the command line") {
    struct row {
        std::vector<std::string> given, shown;
    };
    const row rows[] = {
        {{"fairway", "enroll", "--token", "abc"}, {"fairway", "enroll", "--token", "***"}},
        {{"fairway", "enroll", "--token=abc", "x"}, {"fairway", "enroll", "--token=***", "x"}},
        {{"fairway", "--token", "--token", "--token"}, {"fairway", "--token", "*******", "--token"}},
        {{"fairway", "--token"}, {"fairway", "--token"}},
        {{"fairway", "--token="}, {"fairway", "--token="}},
        {{"fairway", "--token-file", "abc"}, {"fairway", "--token-file", "abc"}},
    };
    for (const auto& r : rows) {
        auto words = r.given;
        std::vector<char*> argv;
        for (auto& w : words)
            argv.push_back(w.data());
        hide_values(static_cast<int>(argv.size()), argv.data(), "--token");
        std::vector<std::string> shown;
        for (const auto* w : argv)
            shown.emplace_back(w);
        CHECK(shown == r.shown);
    }
}
