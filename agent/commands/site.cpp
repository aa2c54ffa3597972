#include "agent/commands/command.hpp"
#include "agent/commands/site_diff.hpp"
#include "agent/commands/site_hints.hpp"
#include "agent/commands/site_import_vbr.hpp"
#include "agent/commands/site_init.hpp"
#include "agent/commands/site_output.hpp"
#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/site/hints.hpp"
#include "matrix/hosts_csv.hpp"
#include "support/text_file.hpp"
#include "support/utc_time.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>

namespace fairway {

namespace {

/// What the list calls roles, as --map says.
role_words read_words(option_reader& given, const matrix& m) {
    role_words words(m);
    for (const auto& text : given.all("map"))
        if (const auto pair = given.pair("map", text, "NAME=ROLE[,ROLE], e.g. 'DB server=agent-windows'"))
            if (const auto wrong = words.translate(pair->first, given.split("map", pair->second)))
                given.problem("--map", *wrong);
    return words;
}

int import_hosts(option_reader& given, const console& io) {
    check_site_output(given);
    const auto m = find_matrices(given.all("matrix"));
    if (!m) return given.refuse(m.problems);
    const auto words = read_words(given, *m.value);
    if (!given.problems().empty()) return exit_status::usage;
    const auto& path = given.words()[0];
    const auto text = read_text_file(path);
    if (!text) return given.refuse(text.problems);
    auto hosts = read_hosts_csv(*text.value, path, *m.value, words);
    if (!hosts) return given.refuse(hosts.problems);
    hosts.value->site.matrices = given.all("matrix");
    for (const auto& note : hosts.value->notes)
        io.err << wrapped("", path + ": " + printable(note), io.width);
    return write_site(hosts.value->site, *m.value, given, io);
}

void write_hints(const site_hints& hints, std::ostream& out, std::size_t width) {
    constexpr std::size_t shown = 20;
    if (!hints.idle.empty()) out << "\nEntries of \"accept\" that accept nothing:\n";
    for (std::size_t i = 0; i < std::min(shown, hints.idle.size()); ++i)
        out << wrapped("  ", "/accept/" + std::to_string(hints.idle[i].index) + ": " + hints.idle[i].why, width);
    if (hints.idle.size() > shown) out << "  and " << hints.idle.size() - shown << " more\n";
    if (!hints.isolated.empty()) {
        out << '\n' << wrapped("", "No flow connects these hosts to another one; is a host or a role missing?", width);
        for (std::size_t i = 0; i < std::min(shown, hints.isolated.size()); ++i) {
            const site_host& h = *hints.isolated[i];
            out << wrapped("  " + h.name + ": ", joined(h.roles, std::string::npos, " "), width);
        }
        if (hints.isolated.size() > shown) out << "  and " << hints.isolated.size() - shown << " more\n";
    }
    if (hints.open.empty()) return;
    out << '\n'
        << wrapped("",
                   "Facts that are not stated yet. The flows that depend on them are probed anyway, but never count as "
                   "worse than warn, except where they are needed in the usual case:",
                   width);
    for (const auto& [fact, flows] : hints.open)
        out << wrapped("  " + fact->id + ": ",
                       counted(flows, "flow depends", "flows depend") + " on it. " + fact->question +
                           (fact->usually.empty() ? "" : " Usually: " + usual_in_words(*fact) + "."),
                       width);
}

int check_site(option_reader& given, const console& io) {
    const auto& path = given.words()[0];
    const auto text = read_text_file(path);
    if (!text) return given.refuse(text.problems);
    const auto named = given.all("matrix");
    const auto m = find_matrices_with_all_words(named.empty() ? matrices_of_site(*text.value, path) : named);
    if (!m) return given.refuse(m.problems);
    const auto s = read_site(*text.value, path, *m.value);
    if (!s) return given.refuse(s.problems);

    std::size_t facts = s.value->facts.size();
    for (const auto& h : s.value->hosts)
        facts += h.facts.size();
    io.out << path << ": valid: " << counted(s.value->hosts.size(), "host", "hosts") << ", "
           << counted(facts, "fact", "facts") << ", "
           << counted(s.value->accept.size(), "accepted finding", "accepted findings") << " ("
           << names_of(m.value->sources) << ")\n";
    write_hints(find_hints(*s.value, *m.value, utc_date(std::chrono::system_clock::now())), io.out, io.width);
    return exit_status::ok;
}

command import_command() {
    command c;
    c.table.name = "site import";
    c.table.summary = "turn a list of hosts (CSV) into a site file";
    c.table.usage = {"FILE [--map NAME=ROLE[,ROLE]]... [--output FILE [--force]]"};
    c.table.arguments = {{"FILE",
                          "CSV with one line per host, as spreadsheets and Export-Csv write it. Its heading says which "
                          "column has the name, the addresses and the roles; - reads standard input. `vbr` and "
                          "`vbr-json` are commands of their own: a file of that name is ./vbr",
                          1, 1, "which list of hosts? For example: fairway site import hosts.csv",
                          words_below_site_import}};
    c.table.sections = {
        with_site_output({"Options",
                          {{"map", "NAME=ROLE[,ROLE]",
                            "what the list calls NAME has these roles, e.g. 'DB server=agent-windows'", true}}})};
    c.table.notes =
        "Other columns that are read: owner, contact, tags, site, facts and ports. Separate several values in "
        "one cell with spaces, commas, \";\" or line breaks. `fairway matrix roles` lists the roles: their IDs "
        "and titles are known without --map.";
    c.table.examples = {{"fairway site import hosts.csv --output site.json", "a site file from a list of hosts"},
                        {"fairway site import cmdb.csv --map 'DB server=agent-windows' --output site.json",
                         "a list with words of its own"}};
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
    c.table.notes =
        "Prints every problem at once (exit code 2), or a summary, accepted findings that have expired or fit no "
        "host, the hosts that no flow reaches, and the questions that are still open (exit code 0).";
    c.table.examples = {{"fairway site check site.json", "every mistake in the file, and what it leaves open"},
                        {"fairway site check - < site.json", "the same from standard input"}};
    c.run = check_site;
    return c;
}

} // namespace

std::vector<command> site_commands() {
    command group;
    group.table.name = "site";
    group.table.summary = "create, import, compare or check a site file: your hosts, their roles and facts";
    group.table.examples = {{"fairway site init --output site.json", "answer a few questions"},
                            {"fairway site import hosts.csv --output site.json", "from a list of hosts"},
                            {"fairway site import vbr --server vbr01", "from the backup server's own inventory"}};
    return {group,
            site_init_command(),
            import_command(),
            site_import_vbr_command(),
            site_import_vbr_json_command(),
            site_check_command(),
            site_diff_command(),
            site_hints_command()};
}

} // namespace fairway
