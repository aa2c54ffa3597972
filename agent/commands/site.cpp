#include "agent/commands/site.hpp"

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/site/dialogue.hpp"
#include "agent/site/hints.hpp"
#include "agent/site/hosts.hpp"
#include "matrix/shipped.hpp"
#include "support/system/terminal.hpp"
#include "support/text_file.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace fairway {

namespace {

namespace po = boost::program_options;

constexpr const char* general_help =
    R"(fairway site - the site file: your hosts, their roles, and the facts that decide which flows are needed

usage: fairway site COMMAND [options]

  init          write a first site file, by asking or from options
  import FILE   turn a list of hosts (CSV) into a site file
  check FILE    check a site file, and show what it leaves open

  --help        print this; `fairway site COMMAND --help` explains a command
)";

constexpr const char* init_help = R"(fairway site init - write a first site file

usage: fairway site init [--output FILE [--force]]                       asks, on a terminal
       fairway site init --as ROLE[,ROLE] [--name NAME] [--peer ROLE=HOST[,HOST]]… [--fact NAME=VALUE]… [--output FILE]

  --as ROLE[,ROLE]         what this host is, for example agent-linux
  --name NAME              its name; default: the machine's host name
  --peer ROLE=HOST[,HOST]  other hosts; may be repeated
  --fact NAME=VALUE        what is true of the site, for example netbios=false; may be repeated
  --output FILE            the file to write; default: standard output
  --force                  replace FILE where it exists
  --matrix ID|FILE         a shipped matrix or a file of your own; default: veeam-agents

`fairway matrix list` shows the roles; `fairway matrix export --format json` holds the facts with their questions.
)";

constexpr const char* import_help = R"(fairway site import - turn a list of hosts into a site file

usage: fairway site import FILE [--output FILE [--force]]

  FILE              CSV with lines of name,address,roles; several addresses or roles of a host are
                    separated by spaces or ";"; a heading is allowed; - reads standard input
  --output FILE     the file to write; default: standard output
  --force           replace the output file where it exists
  --matrix ID|FILE  a shipped matrix or a file of your own; default: veeam-agents
)";

constexpr const char* check_help = R"(fairway site check - check a site file, and show what it leaves open

usage: fairway site check FILE

  FILE              the site file; - reads standard input
  --matrix ID|FILE  a shipped matrix or a file of your own; default: veeam-agents

Prints every problem at once (exit code 2), or what was read, hosts that no flow reaches, and questions that are
still to be answered (exit code 0).
)";

struct streams {
    std::istream& in;
    bool in_is_terminal;
    std::ostream& out;
    std::ostream& err;
};

int refuse(std::ostream& err, const std::vector<problem>& problems) {
    for (const auto& p : problems)
        err << "fairway: " << to_string(p) << '\n';
    return exit_status::usage;
}

std::string counted(std::size_t n, const std::string& noun) {
    return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

std::vector<std::string> values(const po::variables_map& options, const char* name) {
    return options.count(name) ? options[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

/// Where the site file goes. Nothing when it must not go there.
std::optional<problem> check_output(const po::variables_map& options) {
    if (!options.count("output")) {
        if (options.count("force")) return problem{"--force", "", "says nothing without --output FILE"};
        return std::nullopt;
    }
    const auto& path = options["output"].as<std::string>();
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    if (std::filesystem::is_directory(status))
        return problem{path, "", "is a folder; --output needs the name of a file"};
    if (std::filesystem::exists(status) && !options.count("force"))
        return problem{path, "", "exists already; --force replaces it"};
    return std::nullopt;
}

int write_site(const site& s, const matrix& m, const po::variables_map& options, const streams& io) {
    const std::string text = to_site_file(s, m);
    if (!options.count("output")) {
        io.out << text;
        return exit_status::ok;
    }
    const auto& path = options["output"].as<std::string>();
    write_file_atomically(path, text);
    io.err << path << ": written, " << counted(s.hosts.size(), "host") << "\nNext: fairway site check " << path << '\n';
    return exit_status::ok;
}

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        parts.push_back(list.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

std::optional<std::pair<std::string, std::string>> split_pair(const char* option, const std::string& text,
                                                              const char* form, std::vector<problem>& problems) {
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) return std::pair(text.substr(0, equals), text.substr(equals + 1));
    problems.push_back({option, "", "\"" + text + "\" is not of the form " + form});
    return std::nullopt;
}

/// The site that --as, --peer and --fact describe: they mean what they mean to `fairway check`.
read_result<site> site_from_options(const po::variables_map& options) {
    check_options o;
    std::vector<problem> problems;
    o.matrix = options["matrix"].as<std::string>();
    for (const auto& value : values(options, "as"))
        for (auto& role : split(value))
            o.roles.push_back(std::move(role));
    for (const auto& value : values(options, "peer")) {
        if (const auto p = split_pair("--peer", value, "ROLE=HOST[,HOST]", problems))
            for (auto& host : split(p->second))
                o.peers.push_back({p->first, std::move(host)});
    }
    for (const auto& value : values(options, "fact"))
        if (auto p = split_pair("--fact", value, "NAME=VALUE", problems)) o.facts.push_back(std::move(*p));
    const std::string own_name = options.count("name") ? options["name"].as<std::string>() : local_host_name();
    const auto assigned = make_assignment(o, {own_name, {}});
    problems.insert(problems.end(), assigned.problems.begin(), assigned.problems.end());
    if (!problems.empty()) return {std::nullopt, std::move(problems)};

    const assignment& a = *assigned.value;
    site s;
    for (const auto& role : a.self.roles)
        add_role(s, a.self.name, role);
    if (!a.self.roles.empty() && !is_host(a.self.name))
        problems.push_back({"--name", "", "\"" + a.self.name + "\" is neither a host name nor an IP address"});
    for (const auto& host : a.site.hosts) {
        if (!is_host(host.name))
            problems.push_back({"--peer", "", "\"" + host.name + "\" is neither a host name nor an IP address"});
        for (const auto& role : host.roles)
            add_role(s, host.name, role);
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems)};
    s.facts = a.site.facts;
    s.endpoints = a.site.endpoints;
    return {std::move(s), {}};
}

int init(const po::variables_map& options, const matrix& m, const streams& io) {
    const auto fail = [&](std::string why) { return refuse(io.err, {{"site init", "", std::move(why)}}); };
    if (const auto p = check_output(options)) return refuse(io.err, {*p});

    const bool named = options.count("name") > 0;
    if (options.count("as") || options.count("peer")) {
        if (named && !options.count("as"))
            return refuse(io.err, {{"--name", "", "says nothing without --as: which roles does this host have?"}});
        const auto s = site_from_options(options);
        return s ? write_site(*s.value, m, options, io) : refuse(io.err, s.problems);
    }
    if (named || options.count("fact")) return fail("no host has a role yet: give --as ROLE, --peer ROLE=HOST or both");
    if (!io.in_is_terminal)
        return fail(
            "nobody is there to ask, as standard input is no terminal: give --as ROLE and --peer ROLE=HOST, and "
            "--fact NAME=VALUE for what is known");
    const auto s = ask_for_site(m, local_host_name(), io.in, io.err);
    return s ? write_site(*s, m, options, io) : fail("the input ended before the last answer; nothing was written");
}

int import(const po::variables_map& options, const matrix& m, const streams& io) {
    if (const auto p = check_output(options)) return refuse(io.err, {*p});
    const std::string path = values(options, "file").front();
    const auto text = read_text_file(path);
    if (!text) return refuse(io.err, text.problems);
    const auto s = read_hosts_csv(*text.value, path, m);
    if (!s) return refuse(io.err, s.problems);
    return write_site(*s.value, m, options, io);
}

void write_hints(const site_hints& hints, std::ostream& out) {
    constexpr std::size_t shown = 20;
    if (!hints.isolated.empty()) {
        out << "\nNo flow joins these hosts with another one; is a host or a role missing?\n";
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
    out << "\nFacts that nobody stated. The flows that wait for them are probed all the same, and never count worse\n"
           "than warn:\n";
    for (const auto& [fact, flows] : hints.open)
        out << "  " << fact->id << ": " << counted(flows, "flow") << (flows == 1 ? " waits. " : " wait. ")
            << fact->question << '\n';
}

int check(const po::variables_map& options, const matrix& m, const streams& io) {
    const std::string path = values(options, "file").front();
    const auto text = read_text_file(path);
    if (!text) return refuse(io.err, text.problems);
    const auto s = read_site(*text.value, path, m);
    if (!s) return refuse(io.err, s.problems);

    std::size_t facts = s.value->facts.size();
    for (const auto& h : s.value->hosts)
        facts += h.facts.size();
    io.out << path << ": valid: " << counted(s.value->hosts.size(), "host") << ", " << counted(facts, "fact") << ", "
           << counted(s.value->accept.size(), "accepted finding") << " (" << m.id << ' ' << m.version << ")\n";
    write_hints(find_hints(*s.value, m), io.out);
    return exit_status::ok;
}

struct subcommand {
    const char* name;
    const char* help;
    const char* file_wanted; ///< What FILE is; null: the command has none.
    po::options_description options;
    int (*run)(const po::variables_map&, const matrix&, const streams&);
};

std::vector<subcommand> subcommands() {
    po::options_description common, output, described;
    common.add_options()("help,h", "")("matrix", po::value<std::string>()->default_value(std::string(default_matrix)));
    output.add_options()("output", po::value<std::string>())("force", "");
    using texts = std::vector<std::string>;
    described.add_options()("as", po::value<texts>())("name", po::value<std::string>())("peer", po::value<texts>())(
        "fact", po::value<texts>());

    std::vector<subcommand> all{
        {"init", init_help, nullptr, {}, init},
        {"import", import_help, "which list of hosts? For example: fairway site import hosts.csv", {}, import},
        {"check", check_help, "which site file? For example: fairway site check site.json", {}, check},
    };
    all[0].options.add(common).add(output).add(described);
    all[1].options.add(common).add(output);
    all[2].options.add(common);
    return all;
}

/// The options given, or the one problem that they have.
read_result<po::variables_map> parse(const subcommand& command, const arguments& args) {
    po::options_description known;
    known.add(command.options).add_options()("file", po::value<std::vector<std::string>>());
    po::positional_options_description words;
    words.add("file", -1);
    // No guessing: "--p" must not mean "--peer" today and something else tomorrow.
    namespace style = po::command_line_style;
    constexpr int exact = style::unix_style ^ style::allow_guessing;
    const auto refuse_with = [](std::string what, std::string why) {
        return read_result<po::variables_map>{std::nullopt, {{std::move(what), "", std::move(why)}}};
    };
    try {
        po::variables_map options;
        po::store(po::command_line_parser(args).options(known).positional(words).style(exact).run(), options);
        const auto files = values(options, "file");
        const std::size_t wanted = command.file_wanted ? 1 : 0;
        if (files.size() > wanted) return refuse_with(files[wanted], "one word too many");
        if (options.count("help")) return {std::move(options), {}};
        if (files.size() < wanted) return refuse_with(std::string("site ") + command.name, command.file_wanted);
        return {std::move(options), {}};
    } catch (const po::unknown_option& e) {
        std::vector<std::string> names;
        for (const auto& o : command.options.options())
            names.push_back("--" + o->long_name());
        return refuse_with(e.get_option_name(), "unknown option" + did_you_mean(e.get_option_name(), names));
    } catch (const po::multiple_occurrences& e) {
        return refuse_with(e.get_option_name(), "is given twice");
    } catch (const po::invalid_command_line_syntax& e) {
        return refuse_with(e.get_option_name(), "a value is missing behind it");
    } catch (const po::error& e) {
        return refuse_with(std::string("site ") + command.name, e.what());
    }
}

} // namespace

int site_command(const arguments& args, std::istream& in, bool in_is_terminal, std::ostream& out, std::ostream& err) {
    if (args.empty()) {
        err << general_help;
        return exit_status::usage;
    }
    if (args[0] == "--help" || args[0] == "-h") {
        out << general_help;
        return exit_status::ok;
    }
    const auto all = subcommands();
    const auto command = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.name == args[0]; });
    if (command == all.end()) {
        err << "fairway: site: unknown command \"" << args[0] << "\""
            << did_you_mean(args[0], {"init", "import", "check"}) << "\nTry: fairway site --help\n";
        return exit_status::usage;
    }
    const auto options = parse(*command, {args.begin() + 1, args.end()});
    if (!options) {
        refuse(err, options.problems);
        err << "Try: fairway site " << command->name << " --help\n";
        return exit_status::usage;
    }
    if (options.value->count("help")) {
        out << command->help;
        return exit_status::ok;
    }
    const auto m = find_matrix((*options.value)["matrix"].as<std::string>());
    if (!m) return refuse(err, m.problems);
    return command->run(*options.value, *m.value, {in, in_is_terminal, out, err});
}

int site_command(const arguments& args) {
    return site_command(args, std::cin, is_terminal(standard_stream::input), std::cout, std::cerr);
}

} // namespace fairway
