#include "support/log.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <string>
#include <unistd.h>

using namespace fairway;

namespace {

/// What `f` writes to stderr.
std::string said(const std::function<void()>& f) {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    std::fflush(stderr);
    const int saved = ::dup(STDERR_FILENO);
    ::dup2(::fileno(file), STDERR_FILENO);
    f();
    std::fflush(stderr);
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    std::string text(4096, '\0');
    std::rewind(file);
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
}

} // namespace

TEST_CASE("log lines: words, JSON, levels; and nothing from outside makes a line of its own") {
    const std::string hostile = "a\n2026 error forged=\"yes\" \x1b[31m";
    const auto one = [&] {
        log(log_level::info, "report sent", {{"run", std::string("01ab")}, {"parts", 2}, {"from", hostile}});
        log(log_level::debug, "not shown", {});
    };
    configure_log(log_format::text, log_level::info);
    auto text = said(one);
    CHECK(text.substr(20) ==
          " info report sent run=01ab parts=2 from=\"a\\n2026 error forged=\\\"yes\\\" \\u001b[31m\"\n");

    configure_log(log_format::json, log_level::info);
    text = said(one);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    const auto j = nlohmann::json::parse(text);
    CHECK(j["event"] == "report sent");
    CHECK(j["level"] == "info");
    CHECK(j["parts"] == 2);
    CHECK(j["from"] == hostile);

    // Neither in words nor in JSON does anything reach a terminal that is not seen there.
    const auto foreign = [] {
        log(log_level::info, "seen",
            {{"name", std::string("re\u009b1m\u202Epo")}, {"plain", std::string("k\u00fc\u4E2D")}});
    };
    text = said(foreign);
    CHECK(text.find("re\\u009b1m\\u202epo") != std::string::npos);
    CHECK(nlohmann::json::parse(text)["name"] == "re\u009b1m\u202Epo");
    configure_log(log_format::text, log_level::info);
    text = said(foreign);
    CHECK(text.substr(20) == " info seen name=\"re\\u009b1m\\u202epo\" plain=k\u00fc\u4E2D\n");

    configure_log(log_format::text, log_level::error);
    CHECK(said(one).empty());
    configure_log(log_format::text, log_level::info);
    CHECK(said([] { log(log_level::info, "bad \xff"); }).find("bad") != std::string::npos);
}

TEST_CASE("lines that go elsewhere do not go to stderr, and come with their words") {
    std::vector<std::string> lines;
    redirect_log([&](log_level level, std::string_view event, const std::string& words) {
        REQUIRE(level == log_level::warning);
        lines.push_back(std::string(event) + "|" + words);
        if (lines.size() == 2) throw std::runtime_error("full");
    });
    configure_log(log_format::json, log_level::warning);
    const auto one = [] {
        log(log_level::info, "not shown");
        log(log_level::warning, "report not sent", {{"why", std::string("no route")}, {"tries", 2}});
        log(log_level::warning, "lost");
    };
    CHECK(said(one).empty());
    CHECK(lines == std::vector<std::string>{"report not sent|report not sent why=\"no route\" tries=2", "lost|lost"});
    redirect_log({});
    configure_log(log_format::text, log_level::info);
    CHECK(said(one).find("warning report not sent why=") != std::string::npos);
    CHECK(lines.size() == 2);
}
