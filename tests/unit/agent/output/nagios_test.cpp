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
             {with({o::pass, o::pass}), false, plugin_status::ok, "FAIRWAY OK - 2 flows work\n"},
             {with({o::pass, o::skip}), false, plugin_status::ok, "FAIRWAY OK - 1 flow works\n"},
             {with({o::pass, o::warn}), false, plugin_status::warning,
              "FAIRWAY WARNING - 1 warn of 2 flows: TCP 10006 to vbr01 path-open\n"},
             {with({o::fail, o::fail}), false, plugin_status::critical,
              "FAIRWAY CRITICAL - 2 failed of 2 flows: TCP 10006 to vbr01 path-open, ...\n"},
             {with({o::pass, o::warn}), true, plugin_status::critical, "FAIRWAY CRITICAL - 1 warn (strict) of 2 flows"},
             {with({o::warn, o::unknown}), false, plugin_status::unknown,
              "FAIRWAY UNKNOWN - 1 unknown, 1 warn of 2 flows"},
             {with({o::fail, o::unknown, o::pass}), false, plugin_status::critical,
              "FAIRWAY CRITICAL - 1 failed, 1 unknown of 3 flows"},
             {with({}), false, plugin_status::unknown, "FAIRWAY UNKNOWN - Nothing was probed: "},
             {interrupted, false, plugin_status::unknown, "FAIRWAY UNKNOWN - 1 flow works; the run was interrupted\n"},
             {unset, false, plugin_status::unknown, "FAIRWAY UNKNOWN - 1 unknown of 2 flows\n"},
         }) {
        const auto& this_begin = begin;
        CAPTURE(this_begin);
        CHECK(plugin_status_of(r, strict) == status);
        output_style style;
        style.strict = strict;
        CHECK(render_nagios(r, style).rfind(begin, 0) == 0);
        CHECK(first_line(render_nagios(r, style)).size() < 80);
    }
}

TEST_CASE("the status line names as many findings as fit, and the performance data stands behind the last line") {
    report r = with({outcome::fail, outcome::fail});
    auto text = render_nagios(r, {});
    CHECK(first_line(text) == "FAIRWAY CRITICAL - 2 failed of 2 flows: TCP 10006 to vbr01 path-open, ...");
    r.findings[0].requirement.target = std::string(60, 'h');
    text = render_nagios(r, {});
    CHECK(first_line(text) == "FAIRWAY CRITICAL - 2 failed of 2 flows");
    CHECK(text.find(" to " + std::string(60, 'h') + " path-open: ") != std::string::npos);
    CHECK(text.find("\n2 of 2 ports probed in 3.5 s | pass=0;;;0 warn=0;0;;0 unknown=0;;;0 fail=2;;0;0 ") !=
          std::string::npos);
    CHECK(text.find('\n', text.find('|')) == text.size() - 1);
}

TEST_CASE("one bar in all of it, whatever names say; and it fits into what Nagios reads") {
    report r = test::rich_report();
    const auto some = r.findings;
    for (int i = 0; i < 6; ++i)
        r.findings.insert(r.findings.end(), some.begin(), some.begin() + 10);
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

TEST_CASE("a plugin that could not check says so in its first line, and all of it below where that is too short") {
    CHECK(plugin_gives_up("out of\nmemory|x") == "FAIRWAY UNKNOWN - out of memory/x\n");
    CHECK(plugin_gives_up({{"--peer", "", "is empty"}, {"s.json", "/hosts", "is missing"}}) ==
          "FAIRWAY UNKNOWN - --peer: is empty; s.json: /hosts: is missing\n");
    CHECK(plugin_gives_up(std::string(80, 'x')) ==
          "FAIRWAY UNKNOWN - " + std::string(58, 'x') + "...\n" + std::string(80, 'x') + "\n");
    CHECK(plugin_gives_up({{"--peer", "", std::string(50, 'x')}, {"s.json", "", "is|bad"}}) ==
          "FAIRWAY UNKNOWN - --peer: " + std::string(50, 'x') + "...\n--peer: " + std::string(50, 'x') +
              "\ns.json: is/bad\n");
    CHECK(is_plugin_call({"--as", "x", "--format", "nagios"}));
    CHECK(is_plugin_call({"--format=nagios", "--bogus"}));
    CHECK(!is_plugin_call({"--format", "json", "--output", "nagios"}));
    CHECK(!is_plugin_call({"--format"}));
}
