#include "agent/output/matrix.hpp"

#include "agent/commands/command.hpp"
#include "agent/commands/known_words.hpp"
#include "agent/commands/matrix_diff.hpp"
#include "agent/commands/matrix_import.hpp"
#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "text/columns.hpp"
#include "text/glob.hpp"
#include "text/nearest.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <sstream>

namespace fairway {

namespace {

/// What `write` writes, fit for a terminal: a matrix may be anybody's file.
template <class Write>
void show_text(const console& io, const Write& write) {
    std::ostringstream text;
    write(text);
    io.out << printable_lines(text.str());
}

/// Whether a flow that names `named` concerns a host of role `asked`; an abstract role stands for its kinds.
bool concerns(const matrix& m, const std::string& asked, const std::string& named) {
    const role* r = m.find_role(asked);
    return m.is_a(asked, named) || (r && r->abstract && m.is_a(named, asked));
}

int list(const matrix& m, option_reader& given, const console& io) {
    for (const auto* name : {"from", "to"})
        if (const auto role = given.once(name); role && !m.find_role(*role))
            given.problem(std::string("--") + name,
                          "unknown role " + in_quotes(*role) + did_you_mean(*role, m.role_ids()));
    if (!given.problems().empty()) return exit_status::usage;

    const auto from = given.once("from"), to = given.once("to");
    flow_list flows;
    for (const auto& f : m.flows)
        if ((!from || concerns(m, *from, f.from)) && (!to || concerns(m, *to, f.to))) flows.push_back(&f);
    show_text(io, [&](std::ostream& out) { write_matrix_list(out, m, flows, io.width); });
    return exit_status::ok;
}

int list_roles(const matrix& m, option_reader&, const console& io) {
    show_text(io, [&](std::ostream& out) { write_matrix_roles(out, m, io.width); });
    return exit_status::ok;
}

int list_candidates(const std::string& asked, const flow_list& fitting, const console& io) {
    io.err << "fairway: " << in_quotes(asked) << " matches " << fitting.size() << " flows; name one of them:\n";
    constexpr std::size_t shown = 12;
    for (std::size_t i = 0; i < std::min(shown, fitting.size()); ++i)
        io.err << "  " << printable(fitting[i]->id) << '\n';
    if (fitting.size() > shown) io.err << "  and " << fitting.size() - shown << " more\n";
    return exit_status::usage;
}

int show(const matrix& m, option_reader& given, const console& io) {
    const auto& asked = given.words()[0];
    if (const flow* f = m.find_flow(asked)) {
        show_text(io, [&](std::ostream& out) { write_matrix_flow(out, m, *f, io.width); });
        return exit_status::ok;
    }
    flow_list fitting;
    for (const auto& f : m.flows)
        if (f.id.compare(0, asked.size(), asked) == 0 || glob_match(asked, f.id)) fitting.push_back(&f);
    if (fitting.size() > 1) return list_candidates(asked, fitting, io);
    if (fitting.empty()) {
        const auto similar = did_you_mean(asked, m.flow_ids());
        given.problem("FLOW", "unknown flow " + in_quotes(asked) +
                                  (similar.empty() ? "; `fairway matrix list` shows them all" : similar));
        return exit_status::usage;
    }
    show_text(io, [&](std::ostream& out) { write_matrix_flow(out, m, *fitting.front(), io.width); });
    return exit_status::ok;
}

/// "6184", "137/udp", "2500-3300".
struct asked_ports {
    port_range range;
    std::optional<protocol> only;
};

std::optional<asked_ports> parse_asked(const std::string& asked, option_reader& given) {
    asked_ports ports{};
    const auto slash = asked.find('/');
    if (slash != std::string::npos) {
        ports.only = parse_protocol(asked.substr(slash + 1));
        if (!ports.only) {
            given.problem("PORT", "unknown protocol " + in_quotes(asked.substr(slash + 1)) +
                                      "; expected tcp or udp, as in 137/udp");
            return std::nullopt;
        }
    }
    std::string why;
    const auto range = parse_port_range(asked.substr(0, slash), &why);
    if (!range) {
        given.problem("PORT", why);
        return std::nullopt;
    }
    ports.range = *range;
    return ports;
}

int explain(const matrix& m, option_reader& given, const console& io) {
    const auto asked = parse_asked(given.words()[0], given);
    if (!asked) return exit_status::usage;
    const auto& [wanted, only] = *asked;
    flow_list flows;
    std::size_t without_port = 0;
    for (const auto& f : m.flows) {
        if (only && f.protocol != *only) continue;
        if (f.ports.empty()) ++without_port;
        if (std::any_of(f.ports.begin(), f.ports.end(), [range = asked->range](const port_range& r) {
                return r.first <= range.last && range.first <= r.last;
            }))
            flows.push_back(&f);
    }
    const std::string name = (wanted.size() == 1 ? "port " : "ports ") + to_string(wanted) +
                             (only ? "/" + std::string(to_string(*only)) : "");
    if (flows.empty())
        io.out << names_of(m.sources) << ": no flow uses " << name << ".\n";
    else
        io.out << names_of(m.sources) << ": " << flows.size() << (flows.size() == 1 ? " flow uses " : " flows use ")
               << name << '\n';
    show_text(io, [&](std::ostream& out) { write_matrix_uses(out, flows, io.width); });
    if (without_port > 0)
        io.out << '\n'
               << wrapped("",
                          "For " + counted(without_port, "flow", "flows") +
                              " the source page names no port; your site file does, and it may be this one. "
                              "`fairway matrix list` shows them as \"custom\".",
                          io.width);
    return exit_status::ok;
}

std::vector<std::string> export_formats() {
    return {"json", "csv", "markdown"};
}

int export_as(const matrix& m, option_reader& given, const console& io) {
    const auto format = given.once("format").value_or("");
    if (format == "json")
        io.out << to_matrix_file(m);
    else if (format == "csv")
        write_matrix_csv(io.out, m);
    else if (format == "markdown")
        write_matrix_markdown(io.out, m);
    else if (format.empty())
        given.problem("", "--format FORMAT is required: json, csv or markdown");
    else
        given.problem("--format", "unknown format " + in_quotes(format) + choices(format, export_formats()));
    return exit_status::ok;
}

int validate(option_reader& given, const console& io) {
    const auto& path = given.words()[0];
    const auto read = read_matrix_file(path);
    if (!read) return given.refuse(read.problems);
    io.out << path << ": valid: " << read.value->flows.size() << " flows, " << read.value->roles.size() << " roles\n";
    return exit_status::ok;
}

/// A command that needs a matrix: the one that --matrix names.
template <int (*run)(const matrix&, option_reader&, const console&)>
int with_matrix(option_reader& given, const console& io) {
    const auto m = find_matrices(given.all("matrix"));
    return m ? run(*m.value, given, io) : given.refuse(m.problems);
}

command matrix_group() {
    command c;
    c.table.name = "matrix";
    c.table.summary = "list, show, explain, compare, export, validate or import the port requirements";
    c.table.examples = {{"fairway matrix list --from agent-linux", "what a Linux agent must reach"},
                        {"fairway matrix explain 6184", "who needs this port, and what for"}};
    return c;
}

command list_command() {
    command c;
    c.table.name = "matrix list";
    c.table.summary = "list all flows";
    c.table.usage = {"[--from ROLE] [--to ROLE] [--matrix ID|FILE]"};
    c.table.sections = {
        {"Options",
         {{"from", "ROLE", "only flows from this role, including those it inherits (agent-linux is an agent)", false,
           known::roles},
          {"to", "ROLE", "only flows to this role, likewise", false, known::roles},
          matrix_option()}}};
    c.table.notes = "An abstract role, such as agent, stands for all its kinds.";
    c.table.examples = {{"fairway matrix list --from agent-linux", "what a Linux agent must reach"},
                        {"fairway matrix list --to repository", "who must reach a repository"}};
    c.run = with_matrix<list>;
    return c;
}

command roles_command() {
    command c;
    c.table.name = "matrix roles";
    c.table.summary = "list all roles with their titles";
    c.table.usage = {"[--matrix ID|FILE]"};
    c.table.sections = {{"Options", {matrix_option()}}};
    c.table.notes = "A role that is a kind of another one takes part in the flows of both.";
    c.table.examples = {{"fairway matrix roles", "what --as and the roles of a site file can be"},
                        {"fairway matrix roles --matrix veeam-agents", "the roles of one matrix"}};
    c.run = with_matrix<list_roles>;
    return c;
}

command show_command() {
    command c;
    c.table.name = "matrix show";
    c.table.summary = "show everything about one flow: condition, questions, endpoints, source";
    c.table.usage = {"FLOW [--matrix ID|FILE]"};
    c.table.arguments = {
        {"FLOW", "the ID of a flow; its beginning or a pattern with * and ? is enough if only one flow matches", 1, 1,
         "which flow? `fairway matrix list` shows them all", known::flows}};
    c.table.sections = {{"Options", {matrix_option()}}};
    c.table.examples = {
        {"fairway matrix show agent:repository:tcp:6162", "one flow by its ID"},
        {"fairway matrix show 'backup-server:agent-linux:*:22'", "one flow by a pattern that fits no other"}};
    c.run = with_matrix<show>;
    return c;
}

command explain_command() {
    command c;
    c.table.name = "matrix explain";
    c.table.summary = "show which flows use a port, and what for";
    c.table.usage = {"PORT[/tcp|/udp] [--matrix ID|FILE]"};
    c.table.arguments = {{"PORT", "a port, e.g. 6184 or 137/udp, or a range, e.g. 2500-3300", 1, 1,
                          "which port? For example: fairway matrix explain 6184"}};
    c.table.sections = {{"Options", {matrix_option()}}};
    c.table.notes = "If no flow uses the port, that is the answer, and the exit code is 0.";
    c.table.examples = {{"fairway matrix explain 6184", "who needs this port, and what for"},
                        {"fairway matrix explain 137/udp", "of one protocol only"}};
    c.run = with_matrix<explain>;
    return c;
}

command export_command() {
    command c;
    c.table.name = "matrix export";
    c.table.summary = "print the whole matrix as JSON, CSV or Markdown";
    c.table.usage = {"--format json|csv|markdown [--matrix ID|FILE]"};
    c.table.sections = {
        {"Options",
         {{"format", "FORMAT",
           "json: the matrix file itself; csv: one line per flow (RFC 4180); markdown: a table for a wiki", false,
           export_formats},
          matrix_option()}}};
    c.table.examples = {{"fairway matrix export --format csv > ports.csv", "a table for a spreadsheet"},
                        {"fairway matrix export --format json > mine.json", "a start for a matrix of your own"}};
    c.run = with_matrix<export_as>;
    return c;
}

command validate_command() {
    command c;
    c.table.name = "matrix validate";
    c.table.summary = "check a matrix file of your own";
    c.table.usage = {"FILE"};
    c.table.arguments = {{"FILE", "the file; - reads standard input", 1, 1,
                          "which file? For example: fairway matrix validate mine.json"}};
    c.table.notes = "Prints the number of flows and roles, or every problem in the file at once (exit code 2).";
    c.table.examples = {{"fairway matrix validate mine.json", "a matrix of your own"},
                        {"fairway matrix validate - < mine.json", "the same from standard input"}};
    c.run = validate;
    return c;
}

} // namespace

std::vector<command> matrix_commands() {
    return {matrix_group(),     list_command(),           roles_command(),       show_command(),
            explain_command(),  matrix_shipped_command(), matrix_diff_command(), export_command(),
            validate_command(), matrix_import_command()};
}

} // namespace fairway
