#include "collector/api/query.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;

TEST_CASE("what percent signs mean") {
    CHECK(percent_decoded("a%20b+c") == "a b c");
    CHECK(percent_decoded("%C3%bc") == "\xc3\xbc");
    CHECK(percent_decoded("") == "");
    for (const char* bad : {"%", "%4", "%zz", "%00", "%ff", "a%C3"}) {
        CAPTURE(bad);
        CHECK(!percent_decoded(bad));
    }
}

TEST_CASE("a query is read, or said to be wrong with the place") {
    query_reader good("site=berlin&limit=7&cursor=abc&since=2026-11-25T02%3A29%3A13Z&detail=1&days=2&",
                      {"site", "limit", "cursor", "since", "detail", "days", "q"});
    CHECK(good.text("site") == "berlin");
    CHECK(good.text("q").empty());
    const auto page = good.which_page();
    CHECK(page.limit == 7);
    CHECK(page.cursor == "abc");
    CHECK(utc_time(good.time("since").value()) == "2026-11-25T02:29:13Z");
    CHECK(good.flag("detail"));
    CHECK(good.number("days", 1, 10) == 2);
    CHECK(!good.refusal());

    struct row {
        const char *query, *pointer;
    };
    const row rows[] = {{"limit=0", "?limit"},
                        {"limit=99999999999999999999", "?limit"},
                        {"limit=1&limit=2", "?limit"},
                        {"limitt=1", "?limitt"},
                        {"limit=%", ""},
                        {"limit=+1", "?limit"}};
    for (const auto& r : rows) {
        CAPTURE(r.query);
        query_reader bad(r.query, {"limit"});
        bad.which_page();
        const auto refusal = bad.refusal();
        REQUIRE(refusal);
        CHECK(refusal->status == 400);
        CHECK(refusal->body.find("\"pointer\":\"" + std::string(r.pointer) + "\"") != std::string::npos);
    }
    CHECK(query_reader("limitt=1", {"limit"}).refusal()->body.find("did you mean") != std::string::npos);
}
