#include "agent/output/format.hpp"

#include "matrix/report_file.hpp"
#include "tests/golden.hpp"
#include "tests/unit/agent/rich_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <vector>

using namespace fairway;

namespace {

// Every format of --format, with the ending of its golden file.
const std::map<std::string, std::string> endings{{"text", "txt"},
                                                 {"json", "json"},
                                                 {"html", "html"},
                                                 {"markdown", "md"},
                                                 {"csv", "csv"},
                                                 {"junit", "xml"},
                                                 {"nagios", "txt"},
                                                 {"prometheus", "prom"},
                                                 {"change-request", "md"},
                                                 {"change-request-html", "html"},
                                                 {"change-request-csv", "csv"},
                                                 {"rules-nftables", "nft"},
                                                 {"rules-firewalld", "sh"},
                                                 {"rules-ufw", "sh"},
                                                 {"rules-windows", "ps1"},
                                                 {"rules-asa", "txt"},
                                                 {"rules-fortigate", "txt"},
                                                 {"rules-paloalto", "txt"},
                                                 {"rules-aws", "json"},
                                                 {"rules-azure", "json"}};

std::string render(const std::string& format, const report& r) {
    return find_format(format)->render(r, {});
}

/// Without the style of an HTML page, and the hash of it: colors may change without a word here.
std::string without_style(std::string text) {
    const auto cut = [&](const std::string& from, const std::string& to) {
        const auto begin = text.find(from);
        if (begin == std::string::npos) return;
        const auto end = text.find(to, begin);
        REQUIRE(end != std::string::npos);
        text.replace(begin + from.size(), end - begin - from.size(), "...");
    };
    if (text.rfind("<!doctype html>", 0) != 0) return text;
    cut("'sha256-", "'; base-uri");
    cut("<style>", "</style>");
    return text;
}

report_file read_report_back(const std::string& json) {
    auto read = read_report_file(json, "report.json");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return std::move(*read.value);
}

} // namespace

TEST_CASE("the rich report has every finding and outcome") {
    std::set<finding_kind> kinds;
    std::set<outcome> outcomes;
    for (const auto& f : test::rich_report().findings) {
        kinds.insert(f.kind);
        outcomes.insert(f.outcome);
        for (const auto& a : f.addresses)
            for (const auto& s : a.spans)
                kinds.insert(s.finding);
    }
    // Those two are what was not probed; they stand in its list.
    CHECK(kinds.size() + 2 == static_cast<std::size_t>(finding_kind::not_applicable) + 1);
    CHECK(outcomes.size() == 5);
}

TEST_CASE("formats by name") {
    CHECK(find_format("text") != nullptr);
    CHECK(find_format("json") != nullptr);
    CHECK(find_format("xml") == nullptr);
    std::string names;
    for (const auto& f : output_formats())
        names += std::string(f.name) + " ";
    CHECK(names ==
          "text html markdown json csv junit nagios prometheus change-request change-request-html "
          "change-request-csv rules-nftables rules-firewalld rules-ufw rules-windows rules-asa rules-fortigate "
          "rules-paloalto rules-aws rules-azure ");
}

TEST_CASE("every format of the rich report, to the letter") {
    std::string names;
    for (const auto& [format, ending] : endings) {
        const auto& this_format = format;
        CAPTURE(this_format);
        REQUIRE(find_format(format) != nullptr);
        check_golden("report/rich/" + format + "." + ending, without_style(render(format, test::rich_report())));
    }
    // None is forgotten here.
    CHECK(output_formats().size() == endings.size());
}

TEST_CASE("a report that was kept shows the same later, in every format and to the letter") {
    std::vector<report> reports{test::rich_report(), test::sample_report()};
    reports[1].complete = false;
    reports[1].stand_in_for = "appliance";
    reports[1].interval_s = 300;
    reports[1].phase = phase::operation;
    reports[1].findings[0].text += " \xff\xfe\033[2J\xe2\x80\xae";
    reports[1].findings[0].addresses[0].spans[0].seen.identity = "caf\xe9";
    for (const auto& r : reports) {
        const auto file = read_report_back(render("json", r));
        for (const auto& [format, ending] : endings) {
            const auto& this_format = format;
            CAPTURE(this_format);
            CHECK(render(format, file.content) == render(format, r));
        }
    }
}

TEST_CASE("a page is one file: no script, nothing that is loaded, and no name becomes markup") {
    const auto tags = [](const std::string& page) {
        std::vector<std::string> names;
        for (auto at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1))
            names.push_back(page.substr(at, page.find_first_of(" >", at) - at));
        return names;
    };
    for (const std::string format : {"html", "change-request-html"}) {
        CAPTURE(format);
        const auto page = render(format, test::rich_report());
        for (const char* part : {"<script", " src=", " style=", "@import", "url(http", "url(//", " onload=", "<link"})
            CHECK_MESSAGE(page.find(part) == std::string::npos, part);
        CHECK(page.find("default-src 'none'; style-src 'sha256-") != std::string::npos);
        report hostile = test::rich_report();
        const std::string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
        for (auto& f : hostile.findings) {
            f.requirement.target += evil;
            f.text += evil;
            f.advice += f.advice.empty() ? "" : evil;
            for (auto& a : f.addresses)
                for (auto& s : a.spans)
                    if (!s.seen.identity.empty()) s.seen.identity += evil;
        }
        CHECK(tags(render(format, hostile)) == tags(page));
    }
}

TEST_CASE("nothing but text comes out of any format, whatever names say") {
    report r = test::rich_report();
    for (auto& f : r.findings) {
        f.requirement.target = "\033[2Jevil\xff\n\r" + f.requirement.target;
        f.text = f.advice = "line\nbreak\x01\xC2\x85 \xe2\x80\xae";
        for (auto& a : f.addresses)
            for (auto& s : a.spans)
                s.seen.identity = "\x07\x7f\xC2\x9B";
    }
    r.host = "h\0st\033";
    for (const auto& [format, ending] : endings) {
        const auto& this_format = format;
        CAPTURE(this_format);
        if (format == "json") continue; // escapes them
        const auto text = render(format, r);
        // Windows has its own ends of lines.
        const bool crlf = format == "rules-windows" || ending == "csv";
        CHECK(std::none_of(text.begin(), text.end(), [&](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && !(crlf && c == '\r')) || c == 0x7f;
        }));
        if (format != "text") CHECK(text.find("\xC2\x85") == std::string::npos);
        CHECK(text.find("\xff") == std::string::npos);
    }
}

TEST_CASE("no findings: every format says something, and none of them success") {
    report r;
    r.host = "web01";
    const std::string nothing = "Nothing was probed";
    const std::map<std::string, std::string> said{{"text", "Result:  " + nothing},
                                                  {"json", "\"unknown\": 1"},
                                                  {"html", "<use href=\"#s-unknown\"/></svg>" + nothing},
                                                  {"markdown", "**" + nothing},
                                                  {"csv", "flow,"}, // has lines of findings only
                                                  {"junit", "errors=\"1\""},
                                                  {"nagios", "FAIRWAY UNKNOWN - " + nothing},
                                                  {"prometheus", "fairway_check_findings{outcome=\"unknown\"} 1\n"},
                                                  {"change-request", "**" + nothing},
                                                  {"change-request-html", "<use href=\"#s-unknown\"/></svg>" + nothing},
                                                  {"change-request-csv", "request,"},
                                                  {"rules-nftables", "# " + nothing},
                                                  {"rules-firewalld", "# " + nothing},
                                                  {"rules-ufw", "# " + nothing},
                                                  {"rules-windows", "# " + nothing},
                                                  {"rules-asa", "! " + nothing},
                                                  {"rules-fortigate", "# " + nothing},
                                                  {"rules-paloalto", "# " + nothing},
                                                  {"rules-aws", "[]"}, // has rules only
                                                  {"rules-azure", "[]"}};
    for (const auto& [format, ending] : endings) {
        const auto& this_format = format;
        CAPTURE(this_format);
        const auto text = render(format, r);
        CHECK_MESSAGE(text.find(said.at(format)) != std::string::npos, text);
    }
}

namespace {

/// What a reader of Markdown makes of a line of text: escapes, entities and comments resolved.
std::string read_markdown(const std::string& line) {
    std::string text;
    for (std::size_t at = 0; at < line.size();) {
        const auto rest = std::string_view(line).substr(at);
        const auto is = [&](std::string_view begin) { return rest.starts_with(begin); };
        if (is("\\") && rest.size() > 1 && std::ispunct(static_cast<unsigned char>(rest[1])))
            text += rest[1], at += 2;
        else if (is("&lt;"))
            text += '<', at += 4;
        else if (is("&gt;"))
            text += '>', at += 4;
        else if (is("&amp;"))
            text += '&', at += 5;
        else if (is("<!--"))
            at = line.find("-->", at) + 3;
        else
            text += rest[0], at += 1;
    }
    return text;
}

/// The cells of each row of each table.
std::vector<std::vector<std::string>> read_tables(const std::string& page) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream in(page);
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("| ")) continue;
        auto& cells = rows.emplace_back();
        std::string cell;
        for (std::size_t at = 2; at < line.size(); ++at) {
            if (line[at] == '|') {
                cells.push_back(read_markdown(cell.substr(0, cell.size() - 1)));
                cell.clear();
                ++at;
                continue;
            }
            cell += line[at];
            if (line[at] == '\\') cell += line[++at];
        }
    }
    return rows;
}

/// The text between fences: a fence ends at one of at least as many backticks.
std::vector<std::string> read_code(const std::string& page) {
    std::vector<std::string> blocks;
    std::string fence;
    std::istringstream in(page);
    for (std::string line; std::getline(in, line);) {
        const auto ticks = std::min(line.find_first_not_of('`'), line.size());
        if (fence.empty() && ticks >= 3) {
            fence.assign(ticks, '`');
            blocks.emplace_back();
        } else if (!fence.empty() && ticks >= fence.size() && ticks == line.size()) {
            fence.clear();
        } else if (!fence.empty()) {
            blocks.back() += line + "\n";
        }
    }
    CHECK(fence.empty());
    return blocks;
}

/// The text between <pre> and </pre>, entities resolved.
std::vector<std::string> read_listings(const std::string& page) {
    std::vector<std::string> blocks;
    for (std::size_t at = 0; (at = page.find("<pre>", at)) != std::string::npos;) {
        const auto end = page.find("</pre>", at);
        std::string text = page.substr(at + 5, end - at - 5);
        for (const auto& [entity, character] : std::vector<std::pair<std::string, char>>{
                 {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&amp;", '&'}})
            for (std::size_t found = 0; (found = text.find(entity, found)) != std::string::npos; ++found)
                text.replace(found, entity.size(), 1, character);
        blocks.push_back(std::move(text));
        at = end;
    }
    return blocks;
}

} // namespace

TEST_CASE("commands come out of a change request as they went in") {
    const auto& r = test::rich_report();
    std::vector<std::string> rules;
    for (const std::string format : {"rules-nftables", "rules-firewalld", "rules-ufw", "rules-windows", "rules-asa",
                                     "rules-fortigate", "rules-paloalto", "rules-aws", "rules-azure"}) {
        auto text = render(format, r);
        text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
        rules.push_back(std::move(text));
    }
    CHECK(rules[1].find("`firewall-cmd --get-active-zones`") != std::string::npos);
    CHECK(read_code(render("change-request", r)) == rules);
    CHECK(read_listings(render("change-request-html", r)) == rules);
}

TEST_CASE("text comes out of Markdown as it went in") {
    const std::string odd =
        "`a` *b* _c_ [d](e) <f> &lt; #g ~h~ !i $j$ @k | \\ \\| ``` - 1. \"l\" 'm' {n} (o) ^p = q > r";
    report r = test::rich_report();
    r.findings.erase(r.findings.begin() + 1, r.findings.end());
    auto& f = r.findings[0];
    f.text = f.advice = odd;
    f.kind = finding_kind::name_failure;
    f.outcome = outcome::fail;
    f.accepted.reset();
    f.addresses.clear();
    f.requirement.target = odd;
    const auto report_rows = read_tables(render("markdown", r));
    REQUIRE(report_rows.size() >= 3);
    CHECK(report_rows.back().at(1) == odd);
    CHECK(report_rows.back().at(4) == odd);
    CHECK(report_rows.back().at(5) == odd);
    const auto request_rows = read_tables(render("change-request", r));
    REQUIRE(!request_rows.empty());
    CHECK(request_rows.back().at(0) == odd);
    CHECK(request_rows.back().at(3) == odd);
    CHECK(request_rows.back().at(4) == odd);
}

TEST_CASE("of a sample, everything asks for the same ports") {
    report r = test::rich_report();
    std::erase_if(r.findings, [](const finding& f) { return f.requirement.target != "repo03"; });
    requirement c = r.findings.at(0).requirement;
    c.questions.clear();
    c.probed = {{4500, 4500}, {4600, 4600}, {4801, 4801}, {5000, 5000}, {5300, 5300}};
    observation refused, silent = r.findings[0].addresses[0].spans[0].seen;
    silent.path_end.reset();
    refused.state = state::closed;
    refused.reason = reason::conn_refused;
    refused.evidence = evidence::refused;
    refused.answered_by = "10.0.0.8";
    refused.who_answered = who_answered::host;
    r.findings[0] = assess(c,
                           {{"repo03",
                             "10.0.0.8",
                             "10.0.7.3",
                             true,
                             {{4500, refused}, {4600, silent}, {4801, silent}, {5000, refused}, {5300, refused}},
                             "",
                             {}}},
                           site(), "2026-11-23");
    const std::string asked = "4501-4999", sample = "Only a sample of these ports was probed: 2 of 499.";
    const auto& f = r.findings[0];
    CHECK(f.advice == "Allow TCP " + asked +
                          " from 10.0.7.3 to repo03 (10.0.0.8) in the firewalls on the path and on "
                          "repo03 itself. " +
                          sample);
    CHECK(f.text.find("4600,4801") != std::string::npos); // what was seen
    CHECK(f.text.ends_with(" (sample: 5 of 801 ports probed)"));
    for (const auto& [format, ending] : endings) {
        const auto& this_format = format;
        CAPTURE(this_format);
        if (format == "prometheus") continue; // has no ports
        const auto text = render(format, r);
        if (format == "rules-ufw")
            CHECK(text.find("port 4501:4999") != std::string::npos);
        else if (format == "rules-asa")
            CHECK(text.find("range 4501 4999") != std::string::npos);
        else if (format == "rules-aws")
            CHECK(text.find("\"FromPort\": 4501,") != std::string::npos);
        else
            CHECK(text.find(asked) != std::string::npos);
        if (format.starts_with("change-request"))
            CHECK(text.find("(sample: 5 of 801 ports probed)") != std::string::npos);
        if (format.find("rules-") == std::string::npos && !format.starts_with("change-request") && format != "text")
            CHECK(text.find(sample) != std::string::npos);
    }
}
