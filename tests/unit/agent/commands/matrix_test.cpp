#include "matrix/shipped.hpp"
#include "tests/golden.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

using namespace fairway;
using test::has;

namespace {

/// Of one page, unless the arguments name others: that one does not change any more.
test::call_result run_matrix(arguments args) {
    const auto takes_one = [](const std::string& command) {
        return command == "list" || command == "roles" || command == "show" || command == "explain" ||
               command == "export";
    };
    const bool has_one = std::find(args.begin(), args.end(), "--matrix") != args.end();
    const bool asks_help = std::find(args.begin(), args.end(), "--help") != args.end();
    if (!args.empty() && takes_one(args[0]) && !has_one && !asks_help) {
        args.push_back("--matrix");
        args.push_back("veeam-agents@2026-01-19");
    }
    return test::call_command("matrix", args);
}

/// A file of this test's own, gone with it.
struct matrix_file {
    explicit matrix_file(const std::string& text) { test::write(path, text); }

    test::scratch_folder folder;
    std::string path = folder / "matrix.json";
};

std::size_t longest_line(const std::string& text) {
    std::size_t longest = 0;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        longest = std::max(longest, line.size());
    return longest;
}

/// Without the breaks of its lines.
std::string in_one_line(const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;)
        line += (line.empty() ? "" : " ") + word;
    return line;
}

} // namespace

TEST_CASE("matrix: what is printed") {
    struct row {
        const char* golden;
        arguments args;
    };
    const row rows[] = {
        {"list", {"list"}},
        {"list-from-agent-linux", {"list", "--from", "agent-linux"}},
        {"list-from-agent-to-backup-server", {"list", "--from=agent", "--to=backup-server"}},
        {"list-nothing", {"list", "--from", "dns-server"}},
        {"roles", {"roles"}},
        {"show-135", {"show", "backup-server:agent-windows:tcp:135"}},
        {"show-137-138", {"show", "backup-server:agent-windows:tcp:137-138"}},
        {"show-any", {"show", "agent-linux:crl:tcp:80,443"}},
        {"show-azure", {"show", "azure-vm:azure-cloud:tcp:443"}},
        {"show-custom", {"show", "backup-server:s3-compatible:tcp:custom"}},
        {"show-udp-138", {"show", "agent:smb-share:udp:138"}},
        {"explain-6190", {"explain", "6190"}},
        {"explain-137", {"explain", "137"}},
        {"explain-137-tcp", {"explain", "137/tcp"}},
        {"explain-unused", {"explain", "4444/udp"}},
        {"explain-range", {"explain", "3000-6160"}},
        {"show-two-pages",
         {"show", "backup-server:amazon-s3:tcp:443", "--matrix", "veeam-agents", "--matrix", "veeam-backup"}},
        {"show-fallback", {"show", "agent:repository:tcp:2500-3300", "--matrix", "veeam-agents@2026-04-16"}},
        {"explain-two-pages", {"explain", "902", "--matrix", "veeam-agents", "--matrix", "veeam-backup@2026-05-26"}},
        {"help", {"--help"}},
        {"help-list", {"list", "--help"}},
        {"help-roles", {"roles", "--help"}},
        {"help-show", {"show", "--help"}},
        {"help-explain", {"explain", "--help"}},
        {"help-export", {"export", "--help"}},
        {"help-validate", {"validate", "--help"}},
        {"help-import", {"import", "--help"}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.golden);
        const auto ran = run_matrix(r.args);
        CHECK(ran.status == exit_status::ok);
        CHECK(ran.err.empty());
        CHECK(longest_line(ran.out) <= 100);
        check_golden("matrix/" + std::string(r.golden) + ".txt", ran.out);
    }
}

TEST_CASE("matrix export: csv and markdown") {
    const auto csv = run_matrix({"export", "--format", "csv"});
    CHECK(csv.status == exit_status::ok);
    check_golden("matrix/export.csv", csv.out);

    const auto markdown = run_matrix({"export", "--format", "markdown"});
    CHECK(markdown.status == exit_status::ok);
    check_golden("matrix/export.md", markdown.out);
}

TEST_CASE("matrix export: quotes and pipes of a matrix do not break the table") {
    const matrix_file file(R"({"schema": "fairway-matrix/1", "id": "odd", "version": "1", "title": "Odd",
        "source": {"url": "https://example.com/ports", "updated": "2026-01-01"},
        "roles": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}],
        "facts": [],
        "flows": [{"id": "a:b:tcp:22", "rows": [1], "from": "a", "to": "b", "protocol": "tcp", "ports": ["22"],
                   "select": "all", "listens": "service", "identify": null, "purpose": "say \"hi\", a|b <c>"}]})");
    const auto csv = run_matrix({"export", "--format", "csv", "--matrix", file.path});
    CAPTURE(csv.err);
    CHECK(has(csv.out, "a:b:tcp:22,odd@1,1,a,b,tcp,22,all,service,,always,always,,,\"say \"\"hi\"\", a|b <c>\"\r\n"));
    const auto markdown = run_matrix({"export", "--format", "markdown", "--matrix", file.path});
    CHECK(has(markdown.out, "| a | b | tcp | 22 | always | always |  | say \"hi\", a\\|b &lt;c&gt; |  | 1 |\n"));
}

TEST_CASE("matrix export: the JSON is a matrix file that says the same") {
    const auto first = run_matrix({"export", "--format", "json"});
    REQUIRE(first.status == exit_status::ok);
    const matrix_file file(first.out);

    const auto valid = run_matrix({"validate", file.path});
    CHECK(valid.status == exit_status::ok);
    CHECK(valid.out == file.path + ": valid: 85 flows, 29 roles\n");
    CHECK(valid.err.empty());

    CHECK(run_matrix({"export", "--format", "json", "--matrix", file.path}).out == first.out);
    CHECK(run_matrix({"list", "--matrix", file.path}).out == run_matrix({"list"}).out);
}

TEST_CASE("matrix validate: all problems at once, and nothing on standard output") {
    std::string text = run_matrix({"export", "--format", "json"}).out;
    const auto replace = [&](const std::string& what, const std::string& by) {
        const auto at = text.find(what);
        REQUIRE(at != std::string::npos);
        text.replace(at, what.size(), by);
    };
    replace("\"6184-6195\"]", "\"70000\"]");
    replace("\"protocol\": \"udp\"", "\"protocol\": \"sctp\"");
    replace("\"identify\": \"ssh\"", "\"identify\": \"shh\"");
    const matrix_file file(text);
    const auto ran = run_matrix({"validate", file.path});
    CAPTURE(ran.err);
    CHECK(ran.status == exit_status::usage);
    CHECK(ran.out.empty());
    CHECK(has(ran.err, "fairway: " + file.path + ": /flows/0/ports/0: "));
    CHECK(has(ran.err, "70000"));
    CHECK(has(ran.err, "sctp"));
    CHECK(has(ran.err, "/identify: unknown protocol \"shh\"; did you mean \"ssh\"?"));
    CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') >= 2);
}

TEST_CASE("matrix: wrong usage is exit 2, with the way out") {
    struct row {
        arguments args;
        const char* err;
    };
    const row rows[] = {
        {{"lst"}, "fairway: unknown command \"matrix lst\"; did you mean \"list\"?\nTry: fairway matrix --help\n"},
        {{"list", "--frm", "agent"},
         "fairway: unknown option --frm; did you mean \"--from\"?\nTry: fairway matrix list --help\n"},
        {{"list", "--from"}, "fairway: --from needs a value\nTry: fairway matrix list --help\n"},
        {{"list", "--to", "agent", "--to=agent"},
         "fairway: --to is given more than once\nTry: fairway matrix list --help\n"},
        {{"list", "agent"}, "fairway: unexpected argument \"agent\"\nTry: fairway matrix list --help\n"},
        {{"list", "--from", "agent-linx", "--to", "repositry"},
         "fairway: --from: unknown role \"agent-linx\"; did you mean \"agent-linux\"?\n"
         "fairway: --to: unknown role \"repositry\"; did you mean \"repository\"?\n"},
        {{"show"}, "fairway: which flow? `fairway matrix list` shows them all\nTry: fairway matrix show --help\n"},
        {{"show", "agent-windos:backup-server:tcp:10005"},
         "fairway: FLOW: unknown flow \"agent-windos:backup-server:tcp:10005\"; did you mean "
         "\"agent-windows:backup-server:tcp:10005\"?\n"},
        {{"show", "zzz"}, "fairway: FLOW: unknown flow \"zzz\"; `fairway matrix list` shows them all\n"},
        {{"show", "agent:repository"},
         "fairway: \"agent:repository\" matches 2 flows; name one of them:\n"
         "  agent:repository:tcp:6162\n  agent:repository:tcp:2500-3300\n"},
        {{"explain"},
         "fairway: which port? For example: fairway matrix explain 6184\nTry: fairway matrix explain --help\n"},
        {{"explain", "70000"}, "fairway: PORT: port 70000 is out of range 1-65535\n"},
        {{"explain", "3300-2500"}, "fairway: PORT: the range 3300-2500 runs backwards\n"},
        {{"explain", "22/sctp"}, "fairway: PORT: unknown protocol \"sctp\"; expected tcp or udp, as in 137/udp\n"},
        {{"export"},
         "fairway: --format FORMAT is required: json, csv or markdown\nTry: fairway matrix export --help\n"},
        {{"export", "--format", "xml"}, "fairway: --format: unknown format \"xml\"; expected json, csv or markdown\n"},
        {{"validate"},
         "fairway: which file? For example: fairway matrix validate mine.json\nTry: fairway matrix validate --help\n"},
        {{"validate", "/"}, "fairway: /: is a directory; expected a file\n"},
        {{"validate", "/nowhere/mine.json"},
         "fairway: /nowhere/mine.json: cannot be opened: No such file or directory\n"},
        {{"list", "--matrix", "nothing-of-ours"},
         "fairway: --matrix: unknown matrix \"nothing-of-ours\": neither shipped (veeam-agents@2026-01-19, "
         "veeam-agents@2026-04-16 or veeam-backup@2026-05-26) nor a readable file\n"},
    };
    for (const auto& r : rows) {
        const auto ran = run_matrix(r.args);
        CAPTURE(r.err);
        CHECK(ran.status == exit_status::usage);
        CHECK(ran.out.empty());
        CHECK(ran.err == r.err);
    }
    const auto bare = run_matrix({});
    CHECK(bare.status == exit_status::usage);
    CHECK(bare.err == run_matrix({"--help"}).out);
}

TEST_CASE("matrix list: --from and --to know what roles inherit") {
    struct row {
        arguments args;
        std::vector<std::string> there;
        std::vector<std::string> missing;
    };
    const row rows[] = {
        // A concrete role has its own flows and those of what it is.
        {{"--from", "agent-linux"}, {"agent-linux:backup-server:", "agent:repository:"}, {"agent-windows:"}},
        {{"--to", "gateway-server-windows"},
         {"agent:gateway-server:", "agent:gateway-server-windows:"},
         {"repository"}},
        {{"--to", "gateway-server"}, {"agent:gateway-server:"}, {"gateway-server-windows"}},
        // An abstract one stands for all its kinds.
        {{"--from", "agent"}, {"agent:repository:", "agent-macos:backup-server:"}, {"backup-server:agent"}},
        {{"--from", "distribution-server-linux", "--to", "agent-unix"},
         {"distribution-server:agent-unix:"},
         {"backup-server"}},
    };
    for (const auto& r : rows) {
        arguments args{"list"};
        args.insert(args.end(), r.args.begin(), r.args.end());
        const auto ran = run_matrix(args);
        CAPTURE(ran.out);
        CHECK(ran.status == exit_status::ok);
        for (const auto& part : r.there)
            CHECK(has(ran.out, "\n" + part));
        for (const auto& part : r.missing)
            CHECK_FALSE(has(ran.out, part));
    }
}

TEST_CASE("matrix show: every flow can be shown, nothing of it is left out") {
    const auto m = shipped_matrix("veeam-agents@2026-01-19").value();
    for (const auto& f : m.flows) {
        const auto ran = run_matrix({"show", f.id});
        CAPTURE(ran.out);
        REQUIRE(ran.status == exit_status::ok);
        CHECK(ran.out.rfind(f.id + "\n", 0) == 0);
        CHECK(longest_line(ran.out) <= 100);
        CHECK(has(in_one_line(ran.out), f.purpose));
        CHECK(has(ran.out, m.sources[0].url));
        for (const auto& e : f.endpoints)
            CHECK(has(ran.out, e.host + e.path));
        CHECK(has(ran.out, "question") == (f.when.what != condition::kind::always || f.required_when.has_value()));
    }
}

TEST_CASE("matrix show: a beginning or a pattern will do where it fits one flow") {
    const auto whole = run_matrix({"show", "backup-server:dns-server:tcp:53"});
    CHECK(run_matrix({"show", "backup-server:dns"}).out == whole.out);
    CHECK(run_matrix({"show", "*:53"}).out == whole.out);
    // An id that is also the beginning of another one is still that id.
    CHECK(has(run_matrix({"show", "backup-server:azure-blob:tcp:80"}).out, "ocsp.digicert.com"));
}

TEST_CASE("matrix explain: every port of every flow leads to that flow") {
    const auto m = shipped_matrix("veeam-agents@2026-01-19").value();
    for (const auto& f : m.flows) {
        for (const auto& range : f.ports) {
            for (const auto port : {range.first, range.last}) {
                const auto asked = std::to_string(port) + "/" + std::string(to_string(f.protocol));
                const auto ran = run_matrix({"explain", asked});
                CAPTURE(asked);
                CHECK(ran.status == exit_status::ok);
                CHECK(has(ran.out, "\n" + f.id + "\n"));
                CHECK(longest_line(ran.out) <= 100);
            }
        }
    }
}
