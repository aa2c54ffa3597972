#include "agent/output/format.hpp"

#include "matrix/report_parts.hpp"
#include "tests/golden.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"
#include "tests/unit/agent/rich_report.hpp"
#include "tests/unit/matrix/fleet_reports.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

using namespace fairway;

namespace {

test::call_result run_report(const arguments& args) {
    return test::call_command("report", args);
}

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

const std::vector<std::string> formats{"text",
                                       "json",
                                       "html",
                                       "markdown",
                                       "csv",
                                       "junit",
                                       "nagios",
                                       "prometheus",
                                       "change-request",
                                       "change-request-html",
                                       "rules-windows",
                                       "rules-nftables",
                                       "rules-firewalld",
                                       "change-request-csv",
                                       "rules-ufw",
                                       "rules-asa",
                                       "rules-fortigate",
                                       "rules-paloalto",
                                       "rules-aws",
                                       "rules-azure"};

} // namespace

TEST_CASE("report: its help") {
    const auto r = run_report({"--help"});
    CHECK(r.status == 0);
    check_golden("report/help.txt", r.out);
}

TEST_CASE("report: a kept report in every format, to the screen and to a file") {
    const test::scratch_folder folder;
    test::write(folder / "r.json", render_json(test::rich_report(), {}));
    for (const auto& format : formats) {
        CAPTURE(format);
        const auto shown = run_report({folder / "r.json", "--format", format});
        CHECK(shown.status == (format == "nagios" ? 2 : 0));
        CHECK(shown.err.empty());
        CHECK(shown.out == find_format(format)->render(test::rich_report(), {}));
        const auto file = folder / ("out." + format);
        CHECK(run_report({folder / "r.json", "--format", format, "--output", file}).out.empty());
        CHECK(content(file) == shown.out);
    }
}

TEST_CASE("report: parts of one report") {
    const test::scratch_folder folder;
    const auto parts = to_parts(test::rich_report(), 6000);
    arguments args;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        test::write(folder / std::to_string(i), parts[i]);
        args.push_back(folder / std::to_string(i));
    }
    CHECK(run_report(args).status == 0);
    args.pop_back();
    const auto r = run_report(args);
    CHECK(r.status == 2);
    CHECK(r.err.find("give the files of all parts (missing: " + std::to_string(parts.size()) + ")") !=
          std::string::npos);
}

TEST_CASE("report: those of several hosts become one request, with who asks for it") {
    const test::scratch_folder folder;
    arguments args;
    const auto reports = test::fleet(6);
    for (const auto& r : reports) {
        test::write(folder / r.host, render_json(r, {}));
        args.push_back(folder / r.host);
    }
    const auto in = [&](const char* format) {
        auto all = args;
        for (const char* word : {"--format", format, "--requester", "Ann <ann@example.org>", "--ticket", "CHG0042",
                                 "--expires", "2027-03-31"})
            all.emplace_back(word);
        const auto r = run_report(all);
        CHECK(r.status == 0);
        CHECK(r.err.empty());
        return r.out;
    };
    // A line for each of the two rules, and one for what no firewall is to blame for.
    const auto table = in("change-request-csv");
    CHECK(std::count(table.begin(), table.end(), '\n') == 1 + 2 + 1);
    CHECK(in("change-request").find("6 addresses") != std::string::npos);
    for (const char* format :
         {"change-request-html", "rules-asa", "rules-fortigate", "rules-paloalto", "rules-aws", "rules-azure"}) {
        CAPTURE(format);
        const auto text = in(format);
        CHECK(text.find("CHG0042") != std::string::npos);
        CHECK(text.find("2027-03-31") != std::string::npos);
        CHECK(text.find("<ann") == std::string::npos);
    }
    // Twice the same host: the newest counts. A copy of a report is no mistake.
    args.push_back(args.front());
    auto twice = run_report([&] {
        auto all = args;
        all.insert(all.end(), {"--format", "change-request-csv"});
        return all;
    }());
    CHECK(twice.status == 0);
    CHECK(twice.err == "fairway: note: host0 has 2 reports: only the newest, of 2026-11-23T02:00:00Z, counts\n");
}

TEST_CASE("report: wrong usage, each with its words") {
    const test::scratch_folder folder;
    test::write(folder / "r.json", render_json(test::sample_report(), {}));
    test::write(folder / "bad.json", "{\"schema\":\"fairway-report/1\"}");
    report other = test::sample_report();
    other.host = "web02";
    other.run_id = "1";
    test::write(folder / "other.json", render_json(other, {}));
    struct row {
        arguments args;
        std::string error; ///< a part of it
    };
    for (const auto& [args, error] : std::vector<row>{
             {{}, "fairway: which report? Name a file saved by"},
             {{"--format", "xml", "r"}, "--format: unknown format \"xml\"; expected text, html, markdown"},
             {{"--diff", "a"}, "--diff: expected two files, the old report and the new one, found 1"},
             {{"--diff", "a", "b", "--format", "html"},
              "--format: --diff has no format \"html\"; expected text or json"},
             {{"-", "-"}, "standard input (-) can be read only once"},
             {{folder / "none.json"}, "none.json: cannot be opened: No such file or directory"},
             {{folder / "bad.json"}, "bad.json: the key \"run_id\" is missing"},
             {{"--diff", folder / "none.json", folder / "bad.json"}, "bad.json: the key \"run_id\" is missing"},
             {{folder / "r.json", "--output", folder / "no/such"}, "--output: cannot create a file in"},
             {{folder / "r.json", "--output", std::string(folder / ".")}, "is a directory; expected a file name"},
             {{"--color"}, "fairway: unknown option --color\n"},
             {{folder / "r.json", "--ticket", "CHG1"},
              "--ticket: has no effect without --format change-request or rules-"},
             {{folder / "r.json", "--format", "change-request", "--expires", "soon"},
              "--expires: expected a date such as 2027-03-31, found \"soon\""},
             {{folder / "r.json", "--format", "rules-asa", "--requester", std::string(201, 'x')},
              "--requester: expected text of 1 to 200 bytes"},
             {{folder / "r.json", folder / "other.json"},
              "--format: \"text\" shows one report, and these files are 2 reports; these formats join them: "
              "change-request, change-request-html, change-request-csv, rules-nftables"},
             {{folder / "r.json", folder / "r.json", "--format", "nothing"}, "--format: unknown format \"nothing\""},
         }) {
        const auto& this_error = error;
        CAPTURE(this_error);
        const auto r = run_report(args);
        CHECK(r.status == 2);
        CHECK(r.out.empty());
        CHECK_MESSAGE(r.err.find(error) != std::string::npos, r.err);
    }
}

TEST_CASE("report and check as plugins: what is wrong is on standard output, and UNKNOWN") {
    for (const auto& args : std::vector<arguments>{{"report", "--format", "nagios"},
                                                   {"report", "--format=nagios", "/nowhere/r.json"},
                                                   {"report", "/nowhere/r.json", "--bogus", "--format", "nagios"},
                                                   {"check", "--format", "nagios"},
                                                   {"check", "--format=nagios", "--bogus"},
                                                   {"check", "--format", "nagios", "--site", "/nowhere/site.json"},
                                                   {"check", "--format", "nagios", "--as", "agent-linux", "--peer",
                                                    "backup-server=127.0.0.1", "--output", "/nowhere/x"}}) {
        const auto r = test::call(args);
        CAPTURE(r.out);
        CHECK(r.status == 3);
        CHECK(r.err.empty());
        CHECK(r.out.rfind("FAIRWAY UNKNOWN - ", 0) == 0);
        CHECK(r.out.find('\n') < 80);
    }
}

TEST_CASE("report --diff") {
    const test::scratch_folder folder;
    report later = test::sample_report();
    later.run_id = "1";
    later.started_at = "2026-11-24T01:59:58Z";
    const auto set = [&](std::size_t i, finding_kind kind, outcome o, const char* text, const char* advice) {
        later.findings[i].kind = kind;
        later.findings[i].outcome = o;
        later.findings[i].text = text;
        later.findings[i].advice = advice;
    };
    set(0, finding_kind::connected, outcome::pass, "a connection was accepted", "");
    set(4, finding_kind::blocked, outcome::fail, "rejected by 10.1.0.1", "Allow TCP 445.");
    set(6, finding_kind::connected, outcome::pass, "a connection was accepted", "");
    later.findings.erase(later.findings.begin() + 7);
    test::write(folder / "old.json", render_json(test::sample_report(), {}));
    test::write(folder / "new.json", render_json(later, {}));

    const auto text = run_report({"--diff", folder / "old.json", folder / "new.json"});
    CHECK(text.status == 1);
    check_golden("report/diff.txt", text.out);
    const auto json = run_report({"--diff", folder / "old.json", folder / "new.json", "--format", "json"});
    CHECK(json.status == 1);
    check_golden("report/diff.json", json.out);
    CHECK(nlohmann::json::parse(json.out)["summary"]["broke"] == 1);

    const auto same = run_report({"--diff", folder / "old.json", folder / "old.json"});
    CHECK(same.status == 0);
    CHECK(same.out.find("Nothing new fails.") != std::string::npos);
    // The other way round: what healed broke.
    CHECK(run_report({"--diff", folder / "new.json", folder / "old.json", "--output", folder / "d.txt"}).status == 1);
    CHECK(content(folder / "d.txt").find("Broke") != std::string::npos);
}
