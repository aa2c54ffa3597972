#include "agent/output/nagios.hpp"

#include "agent/output/format.hpp"
#include "tests/unit/agent/rich_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;

namespace {

report with(std::initializer_list<outcome> outcomes) {
    report r = test::sample_report();
    const finding one = r.findings.front();
    r.findings.clear();
    r.skipped.clear();
    for (const auto o : outcomes) {
        r.findings.push_back(one);
        r.findings.back().outcome = o;
    }
    return r;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

} // namespace

TEST_CASE("the status of a plugin") {
    using o = outcome;
    struct row {
        report r;
        bool strict;
        plugin_status status;
        std::string begin;
    };
    auto interrupted = with({o::pass});
    interrupted.complete = false;
    auto unset = with({o::pass});
    unset.skipped = {{"f", "", skip_reason::needs_config, "name the hosts"}};
    for (const auto& [r, strict, status, begin] : std::vector<row>{
             {with({o::pass, o::pass}), false, plugin_status::ok, "FAIRWAY OK - 2 flows work |"},
             {with({o::pass, o::skip}), false, plugin_status::ok, "FAIRWAY OK - 1 flow works |"},
             {with({o::pass, o::warn}), false, plugin_status::warning,
              "FAIRWAY WARNING - 1 warn of 2 flows: TCP 10006"},
             {with({o::pass, o::warn}), true, plugin_status::critical, "FAIRWAY CRITICAL - 1 warn (strict) of 2 flows"},
             {with({o::warn, o::unknown}), false, plugin_status::unknown,
              "FAIRWAY UNKNOWN - 1 unknown, 1 warn of 2 flows"},
             {with({o::fail, o::unknown, o::pass}), false, plugin_status::critical,
              "FAIRWAY CRITICAL - 1 failed, 1 unknown of 3 flows"},
             {with({}), false, plugin_status::unknown, "FAIRWAY UNKNOWN - Nothing was probed: "},
             {interrupted, false, plugin_status::unknown, "FAIRWAY UNKNOWN - 1 flow works; the run was interrupted |"},
             {unset, false, plugin_status::unknown, "FAIRWAY UNKNOWN - 1 unknown of 2 flows |"},
         }) {
        const auto& this_begin = begin;
        CAPTURE(this_begin);
        CHECK(plugin_status_of(r, strict) == status);
        output_style style;
        style.strict = strict;
        CHECK(first_line(render_nagios(r, style)).rfind(begin, 0) == 0);
    }
}

TEST_CASE("one bar in all of it, whatever names say; and it fits into what Nagios reads") {
    report r = test::rich_report();
    for (int i = 0; i < 6; ++i)
        r.findings.insert(r.findings.end(), r.findings.begin(), r.findings.begin() + 10);
    for (auto& f : r.findings) {
        f.requirement.target = "a|b\nFAIRWAY OK - fine|pass=1";
        f.text = f.advice = std::string(1000, 'x') + "|";
    }
    const auto text = render_nagios(r, {});
    CHECK(std::count(text.begin(), text.end(), '|') == 1);
    CHECK(text.find("\nFAIRWAY") == std::string::npos);
    CHECK(text.size() < 4096);
    CHECK(text.find(" more; see `fairway check`") != std::string::npos);
}

TEST_CASE("a plugin that could not check says so in one line") {
    CHECK(plugin_gives_up("out of\nmemory|x") == "FAIRWAY UNKNOWN - out of memory/x\n");
    CHECK(plugin_gives_up({{"--peer", "", "is empty"}, {"s.json", "/hosts", "is missing"}}) ==
          "FAIRWAY UNKNOWN - --peer: is empty; s.json: /hosts: is missing\n");
    CHECK(is_plugin_call({"--as", "x", "--format", "nagios"}));
    CHECK(is_plugin_call({"--format=nagios", "--bogus"}));
    CHECK(!is_plugin_call({"--format", "json", "--output", "nagios"}));
    CHECK(!is_plugin_call({"--format"}));
}
