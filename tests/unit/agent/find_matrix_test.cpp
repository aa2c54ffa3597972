#include "agent/find_matrix.hpp"

#include "support/text_file.hpp"
#include "tests/source_directory.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fcntl.h>
#include <map>
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

test::call_result call(const std::string& command, arguments args) {
    const auto space = command.find(' ');
    if (space != std::string::npos) args.insert(args.begin(), command.substr(space + 1));
    args.insert(args.begin(), command.substr(0, space));
    return test::call(args);
}

} // namespace

// It takes a good part of the time of a short command. Standard input can be read only once, so that here a second time
// would be an error.
TEST_CASE("every command reads its matrix once") {
    const arguments whom{"--as", "agent-linux", "--peer", "backup-server=vbr01"};
    const scratch_file site(call("site init", whom).out);
    const scratch_file hosts("name,address,roles\nvbr01,10.0.0.5,backup-server\n");
    const std::map<std::string, arguments> commands{
        {"plan", whom},
        {"matrix list", {}},
        {"matrix roles", {}},
        {"matrix show", {"backup-server:agent-windows:tcp:135"}},
        {"matrix explain", {"6184"}},
        {"matrix export", {"--format", "csv"}},
        {"site init", whom},
        {"site import", {hosts.path}},
        {"site check", {site.path}},
    };
    for (const auto& [name, args] : commands) {
        const auto& command = name;
        CAPTURE(command);
        const standard_input matrix(source_directory() + "/matrix/data/veeam-agents-13.0.1.1071.json");
        auto all = args;
        all.insert(all.end(), {"--matrix", "-"});
        const auto ran = call(name, all);
        CHECK(ran.status == exit_status::ok);
        CHECK(ran.err.empty());
        CHECK_FALSE(find_matrix("-")); // it was read
    }
    for (const auto& c : fairway_program().commands) {
        // These open sockets; they come by their matrix as `plan` does, through make_assignment().
        if (c.table.name == "check" || c.table.name == "listen") continue;
        CAPTURE(c.table.name);
        CHECK(takes_a_matrix(c) == commands.contains(c.table.name));
    }
}
