#include "agent/output/report_words.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("what nothing on the site calls for is one group where it is much, and nothing else is folded") {
    report r;
    const auto skip = [&](const std::string& flow, const char* target, skip_reason why, const std::string& text) {
        r.skipped.push_back({flow, target, why, text});
    };
    skip("a:b:tcp:1", "", skip_reason::needs_config, "list the hosts");
    skip("a:c:tcp:1", "web01", skip_reason::not_applicable, "only needed if netbios");
    for (int i = 0; i < 12; ++i)
        skip("a:r" + std::to_string(i) + ":tcp:1", "", skip_reason::not_applicable,
             "no host has r" + std::to_string(i));
    CHECK(group_not_probed(r).size() == 14);

    skip("a:r12:tcp:1", "", skip_reason::not_applicable, "no host has r12");
    skip("a:r12:tcp:2", "", skip_reason::not_applicable, "no host has r12");
    const auto groups = group_not_probed(r);
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].needs_config);
    CHECK(groups[0].flows == std::vector<std::string>{"a:b:tcp:1"});
    CHECK(groups[1].text == "only needed if netbios (web01)");
    CHECK(groups[2].flows.size() == 14); // none is lost
    CHECK(groups[2].flows.back() == "a:r12:tcp:2");
}
