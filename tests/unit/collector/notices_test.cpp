#include "collector/notices.hpp"

#include "support/log.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;

namespace {

/// What is logged as long as it is there.
struct log_lines {
    std::vector<std::string> lines;
    log_lines() {
        redirect_log([this](log_level, std::string_view, const std::string& words) { lines.push_back(words); });
    }
    ~log_lines() { redirect_log({}); }
};

} // namespace

TEST_CASE("a notice stands until it is taken down, and is logged when it comes and goes") {
    const log_lines log;
    notice_board board;
    CHECK(board.all().empty());
    board.put({"ca", "it ends", "make another one"});
    board.put({"clock", "60 days ahead", "look"});
    board.put({"clock", "59 days ahead", "look"}); // each minute
    REQUIRE(log.lines.size() == 2);
    CHECK(log.lines[0].find("it ends") != std::string::npos);
    CHECK(log.lines[0].find("make another one") != std::string::npos);
    const auto all = board.all();
    REQUIRE(all.size() == 2);
    CHECK(all[0].kind == "clock");
    CHECK(all[0].text == "59 days ahead");
    CHECK(all[1].kind == "ca");
    board.take_down("certificate"); // there is none
    board.take_down("clock");
    CHECK(log.lines.size() == 3);
    CHECK(log.lines.back().find("59 days ahead") != std::string::npos);
    CHECK(board.all().size() == 1);
    board.put({"clock", "again", "look"});
    CHECK(log.lines.size() == 4);
}
