#include "support/log.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>
#include <windows.h>

using namespace fairway;

namespace {

/// What a process that runs the test case of this name writes to stderr: the log keeps the handle that was stderr when
/// it began.
std::string said_by(const std::string& test_case) {
    char program[MAX_PATH];
    REQUIRE(::GetModuleFileNameA(nullptr, program, MAX_PATH) != 0);
    const auto command = std::string("\"\"") + program + "\" --no-skip --test-case=\"" + test_case + "\" 2>&1 1>NUL\"";
    std::FILE* pipe = ::_popen(command.c_str(), "rb");
    REQUIRE(pipe != nullptr);
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), pipe));
    CHECK(::_pclose(pipe) == 0);
    return text;
}

const std::string hostile_peer = "a\n2026 error forged=\"yes\" \x1b[31m \u00e4";

void say_things() {
    log(log_level::info, "report sent", {{"run", std::string("01ab")}, {"parts", 2}, {"from", hostile_peer}});
    log(log_level::debug, "not shown", {});
}

} // namespace

TEST_CASE("says words" * doctest::skip()) {
    configure_log(log_format::text, log_level::info);
    say_things();
}

TEST_CASE("says JSON" * doctest::skip()) {
    configure_log(log_format::json, log_level::info);
    say_things();
}

TEST_CASE("says nothing" * doctest::skip()) {
    configure_log(log_format::text, log_level::error);
    say_things();
}

TEST_CASE("log lines on stderr: words, JSON, levels; each ends as on all systems") {
    CHECK(said_by("says words").substr(20) == " info report sent run=01ab parts=2 from=\"a\\n2026 error "
                                              "forged=\\\"yes\\\" \\u001b[31m \u00e4\"\n");
    const auto text = said_by("says JSON");
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.find('\r') == std::string::npos);
    const auto j = nlohmann::json::parse(text);
    CHECK(j["event"] == "report sent");
    CHECK(j["from"] == hostile_peer);
    CHECK(said_by("says nothing") == "");
}

TEST_CASE("log lines that go elsewhere come with their words, from the level on") {
    std::string lines;
    redirect_log([&](log_level, std::string_view event, const std::string& words) {
        lines += std::string(event) + "|" + words + "\n";
        if (event == "lost") throw std::runtime_error("full");
    });
    configure_log(log_format::json, log_level::warning);
    log(log_level::info, "not shown");
    log(log_level::warning, "report not sent", {{"why", std::string("no route")}, {"tries", 2}});
    log(log_level::warning, "lost");
    redirect_log({});
    configure_log(log_format::text, log_level::info);
    CHECK(lines == "report not sent|report not sent why=\"no route\" tries=2\nlost|lost\n");
}
