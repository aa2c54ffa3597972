#include "agent/find_matrix.hpp"

#include "support/text_file.hpp"
#include "tests/source_directory.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fcntl.h>
#include <iterator>
#include <map>
#include <sstream>
#include <unistd.h>

using namespace fairway;

namespace {

/// A file is standard input for as long as this lives.
class standard_input {
  public:
    explicit standard_input(const std::string& path) : before_(::dup(STDIN_FILENO)) {
        const int fd = ::open(path.c_str(), O_RDONLY);
        REQUIRE(fd >= 0);
        ::dup2(fd, STDIN_FILENO);
        ::close(fd);
    }
    ~standard_input() {
        ::dup2(before_, STDIN_FILENO);
        ::close(before_);
    }
    standard_input(const standard_input&) = delete;
    standard_input& operator=(const standard_input&) = delete;

  private:
    int before_;
};

struct scratch_file {
    explicit scratch_file(const std::string& text) { write_file_atomically(path, text); }

    test::scratch_folder folder;
    std::string path = folder / "file";
};

bool takes_a_matrix(const command& c) {
    const auto& sections = c.table.sections;
    return std::any_of(sections.begin(), sections.end(), [](const option_section& s) {
        return std::any_of(s.options.begin(), s.options.end(), [](const option_row& o) { return o.name == "matrix"; });
    });
}

test::call_result call(const std::string& command, const arguments& args) {
    std::istringstream words(command);
    arguments all{std::istream_iterator<std::string>(words), {}};
    all.insert(all.end(), args.begin(), args.end());
    return test::call(all);
}

} // namespace

// It takes a good part of the time of a short command. Standard input can be read only once, so that here a second time
// would be an error.
TEST_CASE("every command reads its matrix once") {
    const arguments whom{"--as", "agent-linux", "--peer", "backup-server=vbr01"};
    const scratch_file site(call("site init", whom).out);
    const scratch_file hosts("name,address,roles\nvbr01,10.0.0.5,backup-server\n");
    const scratch_file inventory(R"({"schema": "fairway-vbr-inventory/1", "serverInfo": {"name": "vbr01"},
                                     "managedServers": [], "repositories": []})");
    const scratch_file page("---\nsource_url: https://example.com/ports.html\nlast_updated: 2026-05-26\n---\n"
                            "| From | To | Protocol | Port |\n| Agent | Server | TCP | 10006 |\n");
    const scratch_file map(R"({"schema": "fairway-page-map/1", "id": "demo", "version": "2026-05-26", "title": "Demo",
        "url": "https://example.com/ports.html", "phrases": {"Agent": ["agent-linux"], "Server": ["backup-server"]},
        "rows": {"1": [{"ports": ["10006"], "purpose": "Control"}]}})");
    const std::map<std::string, arguments> commands{
        {"plan", whom},
        {"matrix list", {}},
        {"matrix roles", {}},
        {"matrix show", {"backup-server:agent-windows:tcp:135"}},
        {"matrix explain", {"6184"}},
        {"matrix export", {"--format", "csv"}},
        {"matrix import", {page.path, "--roles", map.path}},
        {"site init", whom},
        {"site import", {hosts.path}},
        {"site import vbr-json", {inventory.path}},
        {"site check", {site.path}},
        {"site diff", {site.path, site.path}},
        {"site hints", {}},
    };
    for (const auto& [name, args] : commands) {
        const auto& command = name;
        CAPTURE(command);
        const standard_input matrix(source_directory() + "/matrix/data/veeam-agents@2026-01-19.json");
        auto all = args;
        all.insert(all.end(), {"--matrix", "-"});
        const auto ran = call(name, all);
        CHECK(ran.status == exit_status::ok);
        CHECK((ran.err.empty() || name == "site import vbr-json")); // which always has something to say
        CHECK_FALSE(find_matrices({"-"}));                          // it was read
    }
    for (const auto& c : fairway_program().commands) {
        // These open sockets; they come by their matrix as `plan` and `site import vbr-json` do.
        if (c.table.name == "check" || c.table.name == "listen" || c.table.name == "site import vbr") continue;
        CAPTURE(c.table.name);
        CHECK(takes_a_matrix(c) == commands.contains(c.table.name));
    }
}

TEST_CASE("a site may use words that its pages do not have, as long as some shipped one has them") {
    const auto plain = find_matrices({"veeam-agents"}), wide = find_matrices_with_all_words({"veeam-agents"});
    REQUIRE(plain);
    REQUIRE(wide);
    CHECK(plain.value->find_fact("console_restore") == nullptr); // went with the revision of April 2026
    CHECK(wide.value->find_fact("console_restore") != nullptr);
    CHECK(wide.value->find_role("tape-server") != nullptr);
    CHECK(wide.value->flows == plain.value->flows);
}
