#include "agent/commands/command.hpp"
#include "agent/commands/site_init.hpp"
#include "agent/commands/site_output.hpp"
#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/site/hints.hpp"
#include "support/text_file.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <ostream>

namespace fairway {

namespace {

int import_hosts(option_reader& given, const console& io) {
    check_site_output(given);
    if (!given.problems().empty()) return exit_status::usage;
    const auto m = find_matrix(given.once("matrix").value_or(""));
    if (!m) return given.refuse(m.problems);
    const auto& path = given.words()[0];
    const auto text = read_text_file(path);
    if (!text) return given.refuse(text.problems);
    const auto s = read_hosts_csv(*text.value, path, *m.value);
    return s ? write_site(*s.value, *m.value, given, io) : given.refuse(s.problems);
}

void write_hints(const site_hints& hints, std::ostream& out) {
    constexpr std::size_t shown = 20;
    if (!hints.isolated.empty()) {
        out << "\nNo flow connects these hosts to another one; is a host or a role missing?\n";
        for (std::size_t i = 0; i < std::min(shown, hints.isolated.size()); ++i) {
            const site_host& h = *hints.isolated[i];
            out << "  " << h.name << ':';
            for (const auto& role : h.roles)
                out << ' ' << role;
            out << '\n';
        }
        if (hints.isolated.size() > shown) out << "  and " << hints.isolated.size() - shown << " more\n";
    }
    if (hints.open.empty()) return;
    out << "\nFacts that are not stated yet. The flows that depend on them are probed anyway, but never count as "
           "worse\n"
           "than warn:\n";
    for (const auto& [fact, flows] : hints.open)
        out << "  " << fact->id << ": " << counted(flows, "flow", "flows")
            << (flows == 1 ? " depends on it. " : " depend on it. ") << fact->question << '\n';
}

int check_site(option_reader& given, const console& io) {
    const auto m = find_matrix(given.once("matrix").value_or(""));
    if (!m) return given.refuse(m.problems);
    const auto& path = given.words()[0];
    const auto text = read_text_file(path);
    if (!text) return given.refuse(text.problems);
    const auto s = read_site(*text.value, path, *m.value);
    if (!s) return given.refuse(s.problems);

    std::size_t facts = s.value->facts.size();
    for (const auto& h : s.value->hosts)
        facts += h.facts.size();
    io.out << path << ": valid: " << counted(s.value->hosts.size(), "host", "hosts") << ", "
           << counted(facts, "fact", "facts") << ", "
           << counted(s.value->accept.size(), "accepted finding", "accepted findings") << " (" << m.value->id << ' '
           << m.value->version << ")\n";
    write_hints(find_hints(*s.value, *m.value), io.out);
    return exit_status::ok;
}

command import_command() {
    command c;
    c.table.name = "site import";
    c.table.summary = "turn a list of hosts (CSV) into a site file";
    c.table.usage = {"FILE [--output FILE [--force]]"};
    c.table.arguments = {
        {"FILE",
         "CSV with one line per host: name,address,roles. Separate several addresses or roles with spaces "
         "or \";\". A header line is allowed; - reads standard input",
         1, 1, "which list of hosts? For example: fairway site import hosts.csv"}};
    option_section options{"Options", site_output_options()};
    options.options.push_back(matrix_option());
    c.table.sections = {std::move(options)};
    c.run = import_hosts;
    return c;
}

command site_check_command() {
    command c;
    c.table.name = "site check";
    c.table.summary = "check a site file, and show what it leaves open";
    c.table.usage = {"FILE [--matrix ID|FILE]"};
    c.table.arguments = {{"FILE", "the site file; - reads standard input", 1, 1,
                          "which site file? For example: fairway site check site.json"}};
    c.table.sections = {{"Options", {matrix_option()}}};
    c.table.notes = "Prints every problem at once (exit code 2), or a summary, the hosts that no flow reaches, and the "
                    "questions that are still open (exit code 0).";
    c.run = check_site;
    return c;
}

} // namespace

std::vector<command> site_commands() {
    command group;
    group.table.name = "site";
    group.table.summary = "create, import or check a site file: your hosts, their roles and facts";
    return {group, site_init_command(), import_command(), site_check_command()};
}

} // namespace fairway
