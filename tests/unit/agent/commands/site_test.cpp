#include "matrix/site.hpp"
#include "support/system/process.hpp"
#include "support/text_file.hpp"
#include "tests/golden.hpp"
#include "tests/source_directory.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"
#include "tests/unit/agent/veeam.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <numeric>
#include <sstream>

using namespace fairway;
using test::veeam;

namespace {

using texts = std::vector<std::string>;

using ran = test::call_result;

ran run_site(const arguments& args, const std::string& answers = "", bool terminal = false) {
    return test::call_command("site", args, answers, terminal);
}

class site_folder {
  public:
    std::string file(const std::string& name) const { return folder_ / name; }
    std::string file(const std::string& name, const std::string& text) const {
        write_file_atomically(file(name), text);
        return file(name);
    }

  private:
    test::scratch_folder folder_;
};

site read_site_back(const std::string& text) {
    const auto s = read_site(text, "site.json", veeam());
    for (const auto& p : s.problems)
        MESSAGE(to_string(p));
    REQUIRE(s);
    return *s.value;
}

} // namespace

TEST_CASE("help") {
    check_golden("site/help.txt", run_site({"--help"}).out);
    for (const std::string command : {"init", "import", "check", "diff", "hints"}) {
        const ran r = run_site({command, "--help"});
        CHECK(r.status == exit_status::ok);
        CHECK(r.err.empty());
        check_golden("site/help-" + command + ".txt", r.out);
    }
    const ran nothing = run_site({});
    CHECK(nothing.status == exit_status::usage);
    CHECK(nothing.out.empty());
    CHECK(nothing.err == run_site({"--help"}).out);
}

TEST_CASE("init from options") {
    const ran r =
        run_site({"init", "--name", "web01", "--as", "agent-linux", "--peer", "backup-server=vbr01", "--peer",
                  "repository=repo01,10.0.0.7", "--peer=dns-server=VBR01", "--peer", "s3-compatible=s3.example:9000",
                  "--fact", "netbios=false", "--fact=backup_server_os=linux"});
    CHECK(r.status == exit_status::ok);
    CHECK(r.err == "");
    const site s = read_site_back(r.out);
    REQUIRE(s.hosts.size() == 4);
    CHECK(s.hosts[0].name == "web01");
    CHECK(s.hosts[0].roles == texts{"agent-linux"});
    CHECK(s.hosts[1].name == "vbr01");
    CHECK(s.hosts[1].roles == texts{"backup-server", "dns-server"});
    CHECK(s.hosts[2].name == "repo01");
    CHECK(s.hosts[3].name == "10.0.0.7");
    CHECK(s.hosts[3].roles == texts{"repository"});
    CHECK(s.facts == fact_values{{"backup_server_os", "linux"}, {"netbios", "false"}});
    REQUIRE(s.endpoints.count("s3-compatible") == 1);
    REQUIRE(s.endpoints.at("s3-compatible").size() == 1);
    CHECK(s.endpoints.at("s3-compatible")[0].host == "s3.example");
    CHECK(s.endpoints.at("s3-compatible")[0].port == 9000);
}

TEST_CASE("init takes this machine's name, and a peer that is this host becomes one with it") {
    const site own = read_site_back(run_site({"init", "--as", "agent-linux"}).out);
    REQUIRE(own.hosts.size() == 1);
    CHECK(own.hosts[0].name == host_name());

    const site one =
        read_site_back(run_site({"init", "--name", "all", "--as", "agent-linux", "--peer", "repository=ALL"}).out);
    REQUIRE(one.hosts.size() == 1);
    CHECK(one.hosts[0].roles == texts{"agent-linux", "repository"});

    const site peers = read_site_back(run_site({"init", "--peer", "backup-server=vbr01"}).out);
    REQUIRE(peers.hosts.size() == 1);
    CHECK(peers.hosts[0].name == "vbr01");
}

TEST_CASE("init asks, and writes what it was told") {
    // Of all facts, two matter to a Linux agent; the second is not known.
    const ran r = run_site({"init"}, "web01\nagent-linux\nvbr01\nrepo01\ny\n\n", true);
    CHECK(r.status == exit_status::ok);
    const site s = read_site_back(r.out);
    REQUIRE(s.hosts.size() == 3);
    CHECK(s.hosts[2].roles == texts{"repository"});
    CHECK(s.facts == fact_values{{"data_mover_on_backup_server", "true"}});
}

TEST_CASE("init writes a file, and replaces none unasked") {
    const site_folder folder;
    const std::string path = folder.file("site.json");
    const arguments args{"init", "--name", "web01", "--as", "agent-linux", "--output", path};

    const ran first = run_site(args);
    CHECK(first.status == exit_status::ok);
    CHECK(first.out == "");
    CHECK(first.err == path + ": written, 1 host\nNext: fairway site check " + path + "\n");
    const std::string text = read_text_file(path).value.value();
    CHECK(read_site_back(text).hosts.size() == 1);

    const ran again = run_site(args);
    CHECK(again.status == exit_status::usage);
    CHECK(again.err == "fairway: --output: " + path + " exists; replace it with --force\n");
    CHECK(read_text_file(path).value == text);

    const ran forced = run_site({"init", "--name", "web02", "--as", "agent-linux", "--output", path, "--force"});
    CHECK(forced.status == exit_status::ok);
    CHECK(read_site_back(read_text_file(path).value.value()).hosts[0].name == "web02");

    // Before anything is asked.
    const ran asked = run_site({"init", "--output", path}, "", true);
    CHECK(asked.err == again.err);
}

TEST_CASE("init stops cleanly when the answers end") {
    const site_folder folder;
    const ran r = run_site({"init", "--output", folder.file("site.json")}, "web01\nagent-linux\n", true);
    CHECK(r.status == exit_status::usage);
    CHECK(r.out == "");
    CHECK(r.err.ends_with("\nfairway: --output: the input ended before the last answer; nothing was written\n"));
    CHECK_FALSE(std::filesystem::exists(folder.file("site.json")));
}

TEST_CASE("import makes a site file of a list") {
    const site_folder folder;
    const std::string csv = folder.file(
        "hosts.csv", "name,address,roles\nvbr01,10.0.0.5,backup-server\nweb01,10.0.7.3;fd00::3,agent-linux\n");
    const ran r = run_site({"import", csv});
    CHECK(r.status == exit_status::ok);
    const site s = read_site_back(r.out);
    REQUIRE(s.hosts.size() == 2);
    CHECK(s.hosts[0].addresses == texts{"10.0.0.5"});
    CHECK(s.hosts[1].addresses == texts{"10.0.7.3", "fd00::3"});
    CHECK(s.hosts[1].roles == texts{"agent-linux"});

    const ran written = run_site({"import", csv, "--output", folder.file("site.json")});
    CHECK(written.err ==
          folder.file("site.json") + ": written, 2 hosts\nNext: fairway site check " + folder.file("site.json") + "\n");
    CHECK(read_text_file(folder.file("site.json")).value == r.out);

    const std::string bad = folder.file("bad.csv", "web01,10.0.0.1,agent-linx\n");
    const ran refused = run_site({"import", bad, "--output", folder.file("none.json")});
    CHECK(refused.status == exit_status::usage);
    CHECK(refused.err.find("fairway: " + bad + ": line 1") == 0);
    CHECK_FALSE(std::filesystem::exists(folder.file("none.json")));
}

TEST_CASE("import says what it left out, and translates roles") {
    const site_folder folder;
    const std::string csv = folder.file("hosts.csv", "Name;OS;IP;Role\nsql01;Windows;10.0.0.5;DB server\n");
    const ran r = run_site({"import", csv, "--map", "db server=agent-windows,dns-server"});
    CHECK(r.status == exit_status::ok);
    CHECK(r.err == wrapped("", csv + ": columns that are left out: \"OS\"", default_width));
    CHECK(read_site_back(r.out).hosts.at(0).roles == texts{"agent-windows", "dns-server"});

    const ran unknown = run_site({"import", csv});
    CHECK(unknown.status == exit_status::usage);
    CHECK(unknown.err.ends_with(" it is your own word, add --map 'DB server=ROLE'\n"));
}

TEST_CASE("check says what is valid and what is left open") {
    const site_folder folder;
    const std::string path = folder.file("site.json", R"({"schema": "fairway-site/1", "hosts": [
        {"name": "vbr01", "addresses": ["10.0.0.5"], "roles": ["backup-server"]},
        {"name": "nas01", "roles": ["nfs-share"]},
        {"name": "aix01", "roles": ["agent-unix"], "facts": {"ransomware_index": false}}],
        "facts": {"netbios": true},
        "accept": [{"flow": "*", "host": "aix01", "finding": "silent", "reason": "ticket 1", "until": "9999-12-31"},
                   {"flow": "*", "host": "aix1", "finding": "silent", "reason": "ticket 1", "until": "2026-01-31"}]})");
    const ran r = run_site({"check", path});
    CHECK(r.status == exit_status::ok);
    CHECK(r.err == "");
    REQUIRE(r.out.starts_with(path + ": "));
    check_golden("site/check.txt", r.out.substr(path.size()));
}

TEST_CASE("check of a site that leaves nothing open") {
    const site_folder folder;
    const std::string path = folder.file("site.json", R"({"schema": "fairway-site/1", "hosts": []})");
    CHECK(run_site({"check", path}).out ==
          path + ": valid: 0 hosts, 0 facts, 0 accepted findings (veeam-agents@2026-04-16, veeam-backup@2026-05-26)\n");
}

TEST_CASE("the example in the documentation is valid, and its check prints what is shown there") {
    const std::string docs = read_text_file(source_directory() + "/docs/site-file.md").value.value();
    const std::string fence = "```json\n";
    const std::size_t begin = docs.find(fence) + fence.size();
    const site_folder folder;
    const std::string path = folder.file("site.json", docs.substr(begin, docs.find("```", begin) - begin));
    const ran r = run_site({"check", path});
    CHECK(r.err == "");
    CHECK(r.status == exit_status::ok);
    const std::string first = r.out.substr(path.size(), r.out.find('\n') - path.size());
    CHECK(docs.find("\nsite.json" + first + "\n") != std::string::npos);

    const std::string list_heading = "name,address,roles\n";
    const std::size_t list = docs.find(list_heading);
    const ran imported =
        run_site({"import", folder.file("hosts.csv", docs.substr(list, docs.find("```", list) - list))});
    CHECK(imported.err == "");
    CHECK(read_site_back(imported.out).hosts.size() == 3);
}

TEST_CASE("check prints all problems of a bad file") {
    const site_folder folder;
    const std::string bad = folder.file(
        "bad.json",
        R"({"schema": "fairway-site/1", "hosts": [{"name": "a", "roles": ["agent-linx"]}, {"roles": []}]})");
    const ran r = run_site({"check", bad});
    CHECK(r.status == exit_status::usage);
    CHECK(r.out == "");
    const auto problems = read_site(read_text_file(bad).value.value(), bad, veeam()).problems;
    CHECK(problems.size() > 1);
    std::string want;
    for (const auto& p : problems)
        want += "fairway: " + to_string(p) + "\n";
    CHECK(r.err == want);
}

TEST_CASE("every misuse has its message") {
    const site_folder folder;
    struct row {
        arguments args;
        std::string err;
    };
    const auto hint = [](const std::string& command) { return "Try: fairway site " + command + " --help\n"; };
    for (
        const row& r : std::vector<row>{
            {{"chek", "x"},
             "fairway: unknown command \"site chek\"; did you mean \"check\"?\nTry: fairway site --help\n"},
            {{"init"},
             "fairway: standard input is not a terminal, so nobody can be asked: give --as ROLE, --peer ROLE=HOST, and "
             "--fact NAME=VALUE for what is known\n" +
                 hint("init")},
            {{"init", "--fact", "netbios=true"},
             "fairway: --fact: has no effect without --as ROLE or --peer ROLE=HOST\n"},
            {{"init", "--name", "web01"}, "fairway: --name: has no effect without --as ROLE\n"},
            {{"init", "--name", "web01", "--peer", "repository=r"},
             "fairway: --name: has no effect without --as ROLE\n"},
            {{"init", "--force"}, "fairway: --force: has no effect without --output FILE\n"},
            {{"init", "--as", "agent-linux", "--output", folder.file("")},
             "fairway: --output: " + folder.file("") + " is a directory; expected a file name\n"},
            {{"init", "--name", "::", "--as", "agent-linux"},
             "fairway: --name: \"::\" is no host's address (unspecified); expected the name or the address of one "
             "host\n"},
            {{"init", "--name", "a_b!", "--as", "agent-linux", "--peer", "repository=c_d!"},
             "fairway: --name: \"a_b!\" is neither a host name nor an IP address\n"
             "fairway: --peer: \"c_d!\" is neither a host name nor an IP address\n"},
            {{"init", "--as", "agent-linx"}, "fairway: --as: " + check_host_role(veeam(), "agent-linx").value() + "\n"},
            {{"init", "--as", "agent-linux", "--fact", "netbios=5"},
             "fairway: --fact: " + check_fact(veeam(), "netbios", "5").value() + "\n"},
            {{"init", "--as", "agent-linux,", "--peer", "repository", "--fact", "netbios"},
             "fairway: --as: \"agent-linux,\": empty name between commas\n"
             "fairway: --peer: \"repository\": expected ROLE=HOST, e.g. backup-server=vbr01\n"
             "fairway: --fact: \"netbios\": expected NAME=VALUE, e.g. netbios=false\n"},
            {{"init", "--as", "agent-linux", "--peer", "repository=a,,b", "--peer", "=x", "--peer", "repositry=x"},
             "fairway: --peer: \"a,,b\": empty name between commas\n"
             "fairway: --peer: \"=x\": expected ROLE=HOST, e.g. backup-server=vbr01\n"
             "fairway: --peer: " +
                 check_host_role(veeam(), "repositry").value() + "\n"},
            {{"init", "--as"}, "fairway: --as needs a value\n" + hint("init")},
            {{"init", "--name", "a", "--name", "b"}, "fairway: --name is given more than once\n" + hint("init")},
            {{"init", "--pear", "x"}, "fairway: unknown option --pear; did you mean \"--peer\"?\n" + hint("init")},
            {{"init", "--pee", "repository=x"},
             "fairway: unknown option --pee; did you mean \"--peer\"?\n" + hint("init")},
            {{"init", "web01"}, "fairway: unexpected argument \"web01\"\n" + hint("init")},
            {{"init", "--as", "agent-linux", "--matrix", "/nonexistent.json"},
             "fairway: /nonexistent.json: cannot be opened: No such file or directory\n"},
            {{"check"}, "fairway: which site file? For example: fairway site check site.json\n" + hint("check")},
            {{"check", "a", "b"}, "fairway: unexpected argument \"b\"\n" + hint("check")},
            {{"check", "/nonexistent"}, "fairway: /nonexistent: cannot be opened: No such file or directory\n"},
            {{"check", "/"}, "fairway: /: is a directory; expected a file\n"},
            {{"import"}, "fairway: which list of hosts? For example: fairway site import hosts.csv\n" + hint("import")},
            {{"import", "x.csv", "--map", "DB", "--map", "x=agent-linx", "--map", "y=agent-linux,", "--map",
              "-=dns-server"},
             "fairway: --map: \"DB\": expected NAME=ROLE[,ROLE], e.g. 'DB server=agent-windows'\n"
             "fairway: --map: " +
                 check_host_role(veeam(), "agent-linx").value() +
                 "\n"
                 "fairway: --map: \"agent-linux,\": empty name between commas\n"
                 "fairway: --map: \"-\" has no letter or digit\n"},
            {{"import", "/nonexistent"}, "fairway: /nonexistent: cannot be opened: No such file or directory\n"},
        }) {
        const std::string words = std::accumulate(r.args.begin(), r.args.end(), std::string(),
                                                  [](const auto& all, const auto& word) { return all + " " + word; });
        CAPTURE(words);
        const ran got = run_site(r.args);
        CHECK(got.status == exit_status::usage);
        CHECK(got.out == "");
        CHECK(got.err == r.err);
    }
}
