#include "agent/output/summary_page.hpp"

#include "agent/output/report_words.hpp"
#include "tests/golden.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/rich_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace fairway;
using test::has;

namespace {

std::string page(const report& r, std::size_t width = default_width, detail d = detail::by_size) {
    output_style style;
    style.width = width;
    style.detail = d;
    return render_text(r, style);
}

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

struct stop {
    blocker_kind kind;
    const char* address;
    std::uint8_t hop;
    outcome counts;
};

/// As a backup server sees a site: `targets` hosts, each with eight flows, of which these stop at every host whose
/// number `every` divides.
report site_of(std::size_t targets, std::size_t every, const std::vector<stop>& stops) {
    report r = test::sample_report();
    const finding fine =
        *std::find_if(r.findings.begin(), r.findings.end(), [](const auto& f) { return f.outcome == outcome::pass; });
    r.findings.clear();
    r.skipped.clear();
    r.notes.clear();
    for (std::size_t t = 0; t < targets; ++t)
        for (std::size_t i = 0; i < 8; ++i) {
            finding f = fine;
            flow x = *f.requirement.flow;
            x.ports = {{static_cast<std::uint16_t>(6160 + i), static_cast<std::uint16_t>(6160 + i)}};
            f.requirement.flow = x;
            f.requirement.ports = f.requirement.probed = x.ports;
            f.requirement.target = "web" + std::to_string(t);
            if (t % every == 0 && i < stops.size()) {
                f.kind = finding_kind::blocked;
                f.outcome = stops[i].counts;
                f.blocker = blocker{stops[i].kind, stops[i].address, stops[i].hop};
                f.advice = "Do something about it.";
            }
            r.findings.push_back(std::move(f));
        }
    return r;
}

} // namespace

TEST_CASE("more than twenty targets are summarized, unless somebody wants it otherwise") {
    for (const std::size_t targets : {1, 20, 21}) {
        CAPTURE(targets);
        const auto r = site_of(targets, 1, {{blocker_kind::router, "10.1.0.1", 2, outcome::fail}});
        CHECK(has(page(r), "What to do first") == (targets > 20));
        CHECK(has(page(r, 72, detail::summary), "What to do first"));
        CHECK_FALSE(has(page(r, 72, detail::full), "What to do first"));
        CHECK(has(page(r, 72, detail::full), "web0"));
    }
    for (const auto& f : output_formats()) // the others have everything
        if (f.name != "text") {
            const auto r = site_of(21, 1, {{blocker_kind::router, "10.1.0.1", 2, outcome::fail}});
            output_style summary;
            summary.detail = detail::summary;
            CAPTURE(f.name);
            CHECK(f.render(r, summary) == f.render(r, {}));
        }
}

TEST_CASE("the page of a large site") {
    auto r = site_of(500, 3,
                     {{blocker_kind::router, "10.1.0.1", 2, outcome::fail},
                      {blocker_kind::router, "10.1.0.1", 3, outcome::fail},
                      {blocker_kind::host_firewall, "", 0, outcome::fail},
                      {blocker_kind::nothing_listening, "", 0, outcome::fail},
                      {blocker_kind::unknown, "", 0, outcome::unknown},
                      {blocker_kind::name, "", 0, outcome::warn}});
    r.findings[8].requirement.questions = {"Do you use NetBIOS? (--fact netbios=true|false)"};
    r.skipped = {{"agent-linux:crl:tcp:80,443", "", skip_reason::needs_config, "list the hosts in endpoints.crl"}};
    r.notes = {"This machine has no route to fd00::9."};
    check_golden("report/summary.txt", page(r));
    check_golden("report/summary-120.txt", page(r, 120));
}

TEST_CASE("nothing is left out without being counted, and the page is a page") {
    std::vector<stop> stops;
    for (const auto kind :
         {blocker_kind::router, blocker_kind::intermediary, blocker_kind::host_firewall, blocker_kind::this_host,
          blocker_kind::nothing_listening, blocker_kind::no_host, blocker_kind::no_route, blocker_kind::unknown})
        stops.push_back({kind, "10.1.0.1", 2, outcome::fail});
    stops[3].counts = outcome::unknown;
    stops[7].counts = outcome::warn;
    auto r = site_of(500, 2, stops);
    for (std::size_t i = 0; i < 40; ++i) {
        r.notes.push_back(
            "This is a long note about something that only one of these many hosts has, but which takes more "
            "lines of the page than there can be, however wide it is: " +
            std::to_string(i));
        r.skipped.push_back(
            {"f" + std::to_string(i), "", skip_reason::needs_config,
             "name the hosts of role " + std::to_string(i) + " in the site file, as many as there are"});
    }
    for (auto& f : r.findings)
        f.requirement.target += ".a-domain-with-a-long-name.in-a-company-with-a-longer-one.example.com";
    const auto s = summarize(r);
    CHECK(s.fail == 1500);
    for (const std::size_t width : {72, 80, 120}) {
        CAPTURE(width);
        const auto text = page(r, width);
        CAPTURE(text);
        CHECK(lines_of(text) <= 60);
        CHECK(has(text, "500: 250 fail, 0 unknown, 0 warn, 250 fine"));
        CHECK(has(text, "The 10 worst of 250 targets that do not pass"));
        CHECK(has(text, "and 3 more places: 250 fail, 250 unknown, 250 warn"));
        CHECK(has(text, "and 38 more notes"));
        CHECK(has(text, "40 flows wait for configuration"));
        CHECK(has(text, "`--full`"));
        CHECK(has(text, "Summary: 1500 fail, 290 unknown, 250 warn, 2000 pass"));
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            CHECK_MESSAGE((width_of(line) <= width || has(line, "http")), line);
        // Five places of 250 flows each are named.
        std::size_t named = 0;
        for (std::size_t at = 0; (at = text.find(" 250 fail; 250 targets", at)) != std::string::npos; ++at)
            ++named;
        CHECK(named == 5);
    }
}

TEST_CASE("a place is what has to be changed: one router is one, whatever its distance; two are two") {
    auto r = site_of(30, 1,
                     {{blocker_kind::router, "10.1.0.1", 2, outcome::fail},
                      {blocker_kind::router, "10.1.0.1", 3, outcome::fail},
                      {blocker_kind::router, "10.1.0.2", 3, outcome::fail},
                      {blocker_kind::host_firewall, "10.0.0.1", 0, outcome::fail},
                      {blocker_kind::host_firewall, "10.0.0.2", 0, outcome::fail}});
    const auto text = page(r);
    CAPTURE(text);
    CHECK(has(text, "FAIL     10.1.0.1, or just after it\n           60 fail; 30 targets; TCP 6160-6161\n"));
    CHECK(has(text, "FAIL     10.1.0.2 (hop 3), or just after it\n           30 fail; 30 targets; TCP 6162\n"));
    CHECK(has(text, "FAIL     the targets' own firewalls\n           60 fail; 30 targets; TCP 6163-6164\n"));
    const auto proxies = page(site_of(
        30, 1,
        {{blocker_kind::proxy, "p1:3128", 0, outcome::fail}, {blocker_kind::proxy, "p2:3128", 0, outcome::fail}}));
    CHECK(has(proxies, "FAIL     the proxy p2:3128\n"));
    CHECK(has(proxies, "  1. Ask whoever runs the proxy p1:3128 to allow 30 flows to 30 targets:"));
}

TEST_CASE("a large site where everything works has nothing to do") {
    const auto text = page(site_of(30, 1, {}));
    CHECK(has(text, "30: 0 fail, 0 unknown, 0 warn, 30 fine"));
    CHECK_FALSE(has(text, "Where it stops"));
    CHECK_FALSE(has(text, "What to do first"));
    CHECK(has(text, "All required flows work."));
}

TEST_CASE("what a file or the network says steers no terminal on the page") {
    auto r = site_of(21, 1, {{blocker_kind::router, "10.1.0.1\033[2J", 2, outcome::fail}});
    r.findings.front().requirement.target = "web\033[2J";
    r.notes = {"a\033b"};
    CHECK_FALSE(has(page(r), "\033"));
}
