#include "matrix/shipped.hpp"
#include "support/text_file.hpp"
#include "tests/golden.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace fairway;
using test::has;

namespace {

const std::string january = "veeam-agents@2026-01-19", april = "veeam-agents@2026-04-16";

/// Repositories, and computers that the Deployment Kit was installed on by hand.
constexpr const char* kit_site = R"({
  "schema": "fairway-site/1",
  "facts": {"push_deployment": false, "console_restore": false, "backup_server_os": "windows"},
  "hosts": [
    {"name": "vbr01", "addresses": ["10.0.5.1"], "roles": ["backup-server"], "owner": "Backup team"},
    {"name": "repo01", "addresses": ["10.0.5.6"], "roles": ["repository"]},
    {"name": "lin01", "addresses": ["10.0.7.3"], "roles": ["agent-linux"]},
    {"name": "lin02", "addresses": ["10.0.7.4"], "roles": ["agent-linux"]}
  ]
})";

struct kit_site_file {
    kit_site_file() { test::write(path, kit_site); }

    test::scratch_folder folder;
    std::string path = folder / "site.json";
};

test::call_result run_diff(arguments args) {
    args.insert(args.begin(), "diff");
    return test::call_command("matrix", std::move(args));
}

} // namespace

TEST_CASE("matrix diff: between two revisions") {
    const auto r = run_diff({january, april});
    CHECK(r.status == exit_status::failed);
    CHECK(r.err.empty());
    check_golden("matrix/diff-agents.txt", r.out);
}

TEST_CASE("matrix diff and shipped: help") {
    for (const char* command : {"diff", "shipped"}) {
        const auto r = test::call_command("matrix", {command, "--help"});
        CHECK(r.status == exit_status::ok);
        check_golden("matrix/help-" + std::string(command) + ".txt", r.out);
    }
}

TEST_CASE("matrix diff: the same twice is no difference") {
    const auto r = run_diff({april, "veeam-agents"});
    CHECK(r.status == exit_status::ok);
    CHECK(has(r.out, "0 new, 0 no longer needed, 0 changed"));
    const kit_site_file site;
    CHECK(run_diff({january, january, "--site", site.path}).status == exit_status::ok); // April has fewer facts
}

TEST_CASE("matrix diff: as JSON") {
    const auto r = run_diff({january, april, "--format", "json"});
    CHECK(r.status == exit_status::failed);
    const auto j = nlohmann::json::parse(r.out);
    CHECK(j.at("schema") == "fairway-matrix-diff/1");
    CHECK(j.at("new").at(0).at("version") == "2026-04-16");
    CHECK(!j.contains("site"));
    const auto is_ssh = [](const auto& c) {
        return c.at("change") == "changed" && c.at("new").at(0).at("id") == "backup-server:agent-linux:tcp:22";
    };
    const auto& flows = j.at("flows");
    const auto ssh = std::find_if(flows.begin(), flows.end(), is_ssh);
    REQUIRE(ssh != flows.end());
    CHECK(ssh->at("differs") ==
          nlohmann::json::parse(R"([{"what": "needed", "old": "always", "new": "if push_deployment"}])"));
}

TEST_CASE("matrix diff: for the hosts of a site") {
    const kit_site_file site;
    const auto text = run_diff({january, april, "--site", site.path});
    CHECK(text.status == exit_status::failed);
    CHECK(has(text.out, "TCP 6162 from repo01 to lin01, lin02"));
    CHECK(has(text.out, "the new matrices have no fact console_restore"));
    const auto json = nlohmann::json::parse(run_diff({january, april, "--site", site.path, "--format", "json"}).out);
    CHECK(json.at("site").at("hosts") == 4);
    CHECK(json.at("site").at("old").size() == shipped_names().size() - 1);
    const auto request = run_diff({january, april, "--site", site.path, "--format", "change-request"});
    CHECK(has(request.out, "## Please allow"));
    CHECK(has(request.out, "10.0.5.6<br>repo01"));
    const auto csv = run_diff({january, april, "--site", site.path, "--format", "change-request-csv"});
    CHECK(has(csv.out, "request,number,action,source_group,"));
    CHECK(has(csv.out, "repo01,10.0.5.6,"));
}

TEST_CASE("matrix diff: a change request says whose it is, and goes to a file") {
    const kit_site_file site;
    const auto file = site.folder / "request.md";
    const arguments asked{january,    april,   "--site",    site.path,    "--requester", "Backup | team",
                          "--ticket", "CHG42", "--expires", "2027-03-31", "--format"};
    auto markdown = asked;
    markdown.insert(markdown.end(), {"change-request", "--output", file});
    const auto written = run_diff(markdown);
    CHECK(written.status == exit_status::failed); // there are differences
    CHECK(written.out.empty());
    CHECK(has(read_text_file(file).value.value_or(""),
              "\nRequester: Backup \\| team. Ticket: CHG42. Expires: 2027-03-31.\n"));
    auto csv = asked;
    csv.emplace_back("change-request-csv");
    CHECK(has(run_diff(csv).out, ",Backup | team,CHG42,2027-03-31,"));
    const auto text = run_diff({january, april, "--output", site.folder / "diff.txt"});
    CHECK(text.out.empty());
    CHECK(read_text_file(site.folder / "diff.txt").value == run_diff({january, april}).out);
}

TEST_CASE("matrix diff: wrong usage") {
    struct row {
        arguments args;
        const char* says;
    };
    for (const auto& [args, says] : std::vector<row>{
             {{january}, "which matrix is the new one?"},
             {{january, "veeam-agent"}, "unknown matrix \"veeam-agent\""},
             {{january, april, "--format", "html"}, "unknown format \"html\""},
             {{january, april, "--format", "change-request"}, "needs a site file: add --site FILE"},
             {{january, april, "--site", "/nonexistent.json"}, "/nonexistent.json"},
             {{"-", "-"}, "can be read only once"},
             {{january, april, "--ticket", "CHG42"}, "--ticket: has no effect without --format change-request"},
             {{january, april, "--site", "x", "--format", "change-request", "--expires", "soon"},
              "--expires: expected a date such as 2027-03-31, found \"soon\""},
             {{january, april, "--output", "/nonexistent/diff.txt"}, "--output: cannot create a file in /nonexistent"},
         }) {
        const auto r = run_diff(args);
        const auto& what_it_says = says;
        CAPTURE(what_it_says);
        CHECK(r.status == exit_status::usage);
        CHECK(r.out.empty());
        CHECK(has(r.err, says));
    }
}

TEST_CASE("matrix shipped: all of them, and which are used by default") {
    const auto text = test::call_command("matrix", {"shipped"});
    CHECK(text.status == exit_status::ok);
    CHECK(has(text.out, april + "  (default)\n"));
    CHECK(has(text.out, january + "\n"));
    const auto j = nlohmann::json::parse(test::call_command("matrix", {"shipped", "--format", "json"}).out);
    CHECK(j.at("schema") == "fairway-shipped-matrices/1");
    CHECK(j.at("matrices").size() == shipped_names().size());
    CHECK(j.at("matrices").at(0).at("rows") == 52);
    CHECK(j.at("matrices").at(0).at("default") == false);
    CHECK(test::call_command("matrix", {"shipped", "--format", "yaml"}).status == exit_status::usage);
}
