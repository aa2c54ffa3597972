#include "agent/commands/matrix.hpp"

#include "agent/find_matrix.hpp"
#include "agent/output/matrix.hpp"
#include "matrix/plan.hpp"
#include "matrix/shipped.hpp"
#include "text/nearest.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

namespace fairway {

namespace {

constexpr const char* general_help =
    R"(fairway matrix - the port requirements: what must reach what, on which ports, and why

usage: fairway matrix COMMAND [options]

  list           all flows as a table
  show FLOW      everything about one flow: condition, questions, endpoints, source
  explain PORT   which flows use a port, and what for
  export         the whole matrix as JSON, CSV or Markdown
  validate FILE  check a matrix file of your own

  --help         print this; `fairway matrix COMMAND --help` explains a command
)";

constexpr const char* list_help = R"(fairway matrix list - all flows as a table

usage: fairway matrix list [--from ROLE] [--to ROLE] [--matrix ID|FILE]

  --from ROLE       only flows from this role: also those that it inherits (agent-linux is an agent)
  --to ROLE         only flows to this role, in the same way
  --matrix ID|FILE  a shipped matrix or a file of your own; default: veeam-agents

An abstract role, such as agent, stands for all its kinds.
)";

constexpr const char* show_help = R"(fairway matrix show - everything about one flow

usage: fairway matrix show FLOW [--matrix ID|FILE]

  FLOW              the id of a flow; its beginning or a pattern with * and ? will do where only one
                    flow fits
  --matrix ID|FILE  a shipped matrix or a file of your own; default: veeam-agents
)";

constexpr const char* explain_help = R"(fairway matrix explain - which flows use a port, and what for

usage: fairway matrix explain PORT[/tcp|/udp] [--matrix ID|FILE]

  PORT              a port, such as 6184 or 137/udp, or a range, such as 2500-3300
  --matrix ID|FILE  a shipped matrix or a file of your own; default: veeam-agents

A port that no flow uses is an answer, too: it is said so, and the exit code is 0.
)";

constexpr const char* export_help = R"(fairway matrix export - the whole matrix, for other programs and documents

usage: fairway matrix export --format json|csv|markdown [--matrix ID|FILE]

  --format FORMAT   json: the matrix file itself; csv: a line per flow (RFC 4180);
                    markdown: a table for a wiki
  --matrix ID|FILE  a shipped matrix or a file of your own; default: veeam-agents
)";

constexpr const char* validate_help = R"(fairway matrix validate - check a matrix file of your own

usage: fairway matrix validate FILE

  FILE              the file; - reads standard input

Prints the number of flows and roles, or every problem in the file at once (exit code 2).
)";

/// What a command line says: "--name VALUE" or "--name=VALUE", and words.
struct command_line {
    std::map<std::string, std::string> options;
    std::vector<std::string> words;
    bool help = false;
    std::vector<problem> problems;
};

command_line parse(const arguments& args, const std::vector<std::string>& known, std::size_t most_words) {
    command_line line;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string& arg = args[i];
        if (arg == "--help" || arg == "-h") {
            line.help = true;
        } else if (arg.size() > 1 && arg[0] == '-') {
            const auto equals = arg.find('=');
            const std::string name = arg.substr(0, equals);
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                line.problems.push_back({name, "", "unknown option" + did_you_mean(name, known)});
                // What follows is most likely its value; a second problem about that would only distract.
                if (equals == std::string::npos && i + 1 < args.size() && args[i + 1][0] != '-') ++i;
            } else if (equals == std::string::npos && i + 1 == args.size())
                line.problems.push_back({name, "", "a value is missing behind it"});
            else if (const auto& value = equals == std::string::npos ? args[++i] : arg.substr(equals + 1);
                     !line.options.emplace(name, value).second)
                line.problems.push_back({name, "", "is given twice"});
        } else if (line.words.size() == most_words) {
            line.problems.push_back({arg, "", "one word too many"});
        } else {
            line.words.push_back(arg);
        }
    }
    return line;
}

int refuse(std::ostream& err, const std::vector<problem>& problems) {
    for (const auto& p : problems)
        err << "fairway: " << to_string(p) << '\n';
    return exit_status::usage;
}

int refuse(std::ostream& err, std::string what, std::string why) {
    return refuse(err, {problem{std::move(what), "", std::move(why)}});
}

std::string option(const command_line& line, const std::string& name, const std::string& otherwise = "") {
    const auto found = line.options.find(name);
    return found == line.options.end() ? otherwise : found->second;
}

/// Whether a flow that names `named` concerns a host of role `asked`; an abstract role stands for its kinds.
bool concerns(const matrix& m, const std::string& asked, const std::string& named) {
    const role* r = m.find_role(asked);
    return m.is_a(asked, named) || (r && r->abstract && m.is_a(named, asked));
}

int list(const matrix& m, const command_line& line, std::ostream& out, std::ostream& err) {
    std::vector<problem> problems;
    for (const auto* name : {"--from", "--to"}) {
        const auto given = line.options.find(name);
        if (given != line.options.end() && !m.find_role(given->second))
            problems.push_back(
                {name, "", "unknown role \"" + given->second + "\"" + did_you_mean(given->second, m.role_ids())});
    }
    if (!problems.empty()) return refuse(err, problems);

    const auto from = option(line, "--from"), to = option(line, "--to");
    flow_list flows;
    for (const auto& f : m.flows)
        if ((from.empty() || concerns(m, from, f.from)) && (to.empty() || concerns(m, to, f.to))) flows.push_back(&f);
    write_matrix_list(out, m, flows);
    return exit_status::ok;
}

int show(const matrix& m, const command_line& line, std::ostream& out, std::ostream& err) {
    if (line.words.empty()) return refuse(err, "show", "which flow? `fairway matrix list` names them all");
    const auto& asked = line.words[0];
    if (const flow* f = m.find_flow(asked)) {
        write_matrix_flow(out, m, *f);
        return exit_status::ok;
    }
    flow_list fitting;
    for (const auto& f : m.flows)
        if (f.id.compare(0, asked.size(), asked) == 0 || glob_match(asked, f.id)) fitting.push_back(&f);
    if (fitting.size() == 1) {
        write_matrix_flow(out, m, *fitting.front());
        return exit_status::ok;
    }
    if (fitting.empty()) {
        const auto near = did_you_mean(asked, m.flow_ids());
        return refuse(err, "show",
                      "unknown flow \"" + asked + "\"" +
                          (near.empty() ? "; `fairway matrix list` names them all" : near));
    }
    err << "fairway: show: \"" << asked << "\" fits " << fitting.size() << " flows; name one of them:\n";
    constexpr std::size_t shown = 12;
    for (std::size_t i = 0; i < std::min(shown, fitting.size()); ++i)
        err << "  " << fitting[i]->id << '\n';
    if (fitting.size() > shown) err << "  and " << fitting.size() - shown << " more\n";
    return exit_status::usage;
}

int explain(const matrix& m, const command_line& line, std::ostream& out, std::ostream& err) {
    if (line.words.empty()) return refuse(err, "explain", "which port? For example: fairway matrix explain 6184");
    const auto& asked = line.words[0];
    const auto slash = asked.find('/');
    std::optional<protocol> only;
    if (slash != std::string::npos) {
        only = parse_protocol(asked.substr(slash + 1));
        if (!only)
            return refuse(err, "explain",
                          "unknown protocol \"" + asked.substr(slash + 1) + "\"; expected tcp or udp, as in 137/udp");
    }
    std::string why;
    const auto wanted = parse_port_range(asked.substr(0, slash), &why);
    if (!wanted) return refuse(err, "explain", why);

    flow_list flows;
    std::size_t without_port = 0;
    for (const auto& f : m.flows) {
        if (only && f.protocol != *only) continue;
        if (f.ports.empty()) ++without_port;
        const auto overlaps = [&](const port_range& r) { return r.first <= wanted->last && wanted->first <= r.last; };
        if (std::any_of(f.ports.begin(), f.ports.end(), overlaps)) flows.push_back(&f);
    }
    const std::string name = (wanted->size() == 1 ? "port " : "ports ") + to_string(*wanted) +
                             (only ? "/" + std::string(to_string(*only)) : "");
    if (flows.empty())
        out << m.id << ' ' << m.version << ": no flow uses " << name << ".\n";
    else
        out << m.id << ' ' << m.version << ": " << flows.size() << (flows.size() == 1 ? " flow uses " : " flows use ")
            << name << '\n';
    write_matrix_uses(out, flows);
    if (without_port > 0)
        out << "\nIn " << without_port << (without_port == 1 ? " flow" : " flows")
            << " the source page names no port; your site file does, and it may be this one:\n"
               "fairway matrix list shows them as \"custom\".\n";
    return exit_status::ok;
}

int export_as(const matrix& m, const command_line& line, std::ostream& out, std::ostream& err) {
    const auto format = option(line, "--format");
    if (format == "json")
        out << to_json(m).dump(2) << '\n';
    else if (format == "csv")
        write_matrix_csv(out, m);
    else if (format == "markdown")
        write_matrix_markdown(out, m);
    else if (format.empty())
        return refuse(err, "export", "--format is missing; expected json, csv or markdown");
    else
        return refuse(err, "--format",
                      "unknown format \"" + format + "\"; expected json, csv or markdown" +
                          did_you_mean(format, {"json", "csv", "markdown"}));
    return exit_status::ok;
}

int validate(const command_line& line, std::ostream& out, std::ostream& err) {
    if (line.words.empty())
        return refuse(err, "validate", "which file? For example: fairway matrix validate mine.json");
    const auto& path = line.words[0];
    const auto read = read_matrix_file(path);
    if (!read) return refuse(err, read.problems);
    out << path << ": valid: " << read.value->flows.size() << " flows, " << read.value->roles.size() << " roles\n";
    return exit_status::ok;
}

using action = int (*)(const matrix&, const command_line&, std::ostream& out, std::ostream& err);

struct subcommand {
    const char* help;
    std::vector<std::string> options;
    std::size_t words;
    action run; ///< Null: needs no matrix.
};

const std::map<std::string, subcommand>& subcommands() {
    static const std::map<std::string, subcommand> all{
        {"list", {list_help, {"--matrix", "--from", "--to"}, 0, list}},
        {"show", {show_help, {"--matrix"}, 1, show}},
        {"explain", {explain_help, {"--matrix"}, 1, explain}},
        {"export", {export_help, {"--matrix", "--format"}, 0, export_as}},
        {"validate", {validate_help, {}, 1, nullptr}},
    };
    return all;
}

} // namespace

int matrix_command(const arguments& args, std::ostream& out, std::ostream& err) {
    if (args.empty()) {
        err << general_help;
        return exit_status::usage;
    }
    const auto& name = args[0];
    if (name == "--help" || name == "-h") {
        out << general_help;
        return exit_status::ok;
    }
    const auto found = subcommands().find(name);
    if (found == subcommands().end()) {
        std::vector<std::string> names;
        for (const auto& [known, unused] : subcommands())
            names.push_back(known);
        err << "fairway: matrix: unknown command \"" << name << "\"" << did_you_mean(name, names)
            << "\nTry: fairway matrix --help\n";
        return exit_status::usage;
    }
    const auto& command = found->second;
    const auto line = parse({args.begin() + 1, args.end()}, command.options, command.words);
    if (line.help) {
        out << command.help;
        return exit_status::ok;
    }
    if (!line.problems.empty()) {
        refuse(err, line.problems);
        err << "Try: fairway matrix " << name << " --help\n";
        return exit_status::usage;
    }
    if (!command.run) return validate(line, out, err);

    const auto m = find_matrix(option(line, "--matrix", std::string(default_matrix)));
    if (!m) return refuse(err, m.problems);
    return command.run(*m.value, line, out, err);
}

int matrix_command(const arguments& args) {
    return matrix_command(args, std::cout, std::cerr);
}

} // namespace fairway
