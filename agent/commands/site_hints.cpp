#include "agent/commands/site_hints.hpp"

#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/local/listeners.hpp"
#include "agent/role_hints.hpp"
#include "support/system/file.hpp"
#include "support/system/process.hpp"
#include "text/ip_address.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <ostream>

namespace fairway {

namespace {

machine_signs all_signs() {
    auto signs = signs_of_this_machine();
    for (auto& path : files_that_hint())
        if (is_there(path)) signs.files.push_back(std::move(path));
    for (const auto& l : local_listeners()) {
        const auto address = parse_ip_address(l.address);
        if (l.protocol == protocol::tcp && address && !is_loopback(*address)) signs.tcp_ports.push_back(l.port);
    }
    return signs;
}

int print_role_hints(option_reader& given, const console& io) {
    const auto m = find_matrices(given.all("matrix"));
    if (!m) return given.refuse(m.problems);
    const auto hints = hinted_roles(all_signs(), *m.value);
    const auto name = printable(host_name());
    if (hints.empty()) {
        io.out << wrapped("",
                          name + ": nothing here hints at a role. It may be a computer before its agent is "
                                 "installed: agent-linux, agent-windows, …",
                          io.width);
        return exit_status::ok;
    }
    std::string line;
    for (const auto& h : hints) {
        io.out << h.role << (h.likely ? " (likely)" : " (possible)") << '\n';
        for (const auto& why : h.why)
            io.out << wrapped("  ", printable(why), io.width);
        if (h.likely) line += (line.empty() ? "\"" : ", \"") + h.role + "\"";
    }
    if (!line.empty()) io.out << "\nIn a site file:\n  {\"name\": \"" << name << "\", \"roles\": [" << line << "]}\n";
    return exit_status::ok;
}

} // namespace

command site_hints_command() {
    command c;
    c.table.name = "site hints";
    c.table.summary = "show which roles this host seems to have, and why";
    c.table.usage = {"[--matrix ID|FILE]"};
    c.table.sections = {{"Options", {matrix_option()}}};
    c.table.notes = "Looks at services that run, files that installers leave, and ports that something listens on; it "
                    "sends nothing. What stands for one role alone is likely; the rest is possible. Run it as root or "
                    "administrator to see everything.";
    c.table.examples = {{"fairway site hints", "what is this host for?"},
                        {"fairway site hints --matrix veeam-agents", "by the roles of another matrix"}};
    c.run = print_role_hints;
    return c;
}

} // namespace fairway
