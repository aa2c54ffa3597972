#include "agent/commands/site_init.hpp"

#include "agent/assignment.hpp"
#include "agent/commands/site_output.hpp"
#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/role_hints.hpp"
#include "agent/site/dialogue.hpp"
#include "agent/site/hosts.hpp"
#include "support/system/process.hpp"
#include "text/names.hpp"

namespace fairway {

namespace {

/// The site that --as, --peer and --fact describe: they mean what they mean to `fairway check`.
std::optional<site> site_from_options(option_reader& given, const matrix& m) {
    check_options o;
    read_whom(given, o);
    const std::string name = given.once("name").value_or(host_name());
    if (given.has("as"))
        if (const auto wrong = check_host(name)) given.problem("--name", *wrong);
    const auto assigned = make_assignment(o, m, "", {name, {}});
    given.refuse(assigned.problems);
    if (!given.problems().empty()) return std::nullopt;

    const assignment& a = *assigned.value;
    site s;
    for (const auto& role : a.self.roles)
        add_role(s, a.self.name, role);
    for (const auto& host : a.site.hosts)
        for (const auto& role : host.roles)
            add_role(s, host.name, role);
    s.facts = a.site.facts;
    s.endpoints = a.site.endpoints;
    return s;
}

/// Asks for everything. Nothing if that cannot be done.
std::optional<site> site_from_answers(option_reader& given, const matrix& m, const console& io) {
    if (!io.in_is_terminal) {
        given.problem("", "standard input is not a terminal, so nobody can be asked: give --as ROLE, --peer ROLE=HOST, "
                          "and --fact NAME=VALUE for what is known");
        return std::nullopt;
    }
    auto s = ask_for_site(m, host_name(), io.in, io.err, io.width, role_hint(signs_of_this_machine()));
    if (!s) given.problem("--output", "the input ended before the last answer; nothing was written");
    return s;
}

int init(option_reader& given, const console& io) {
    check_site_output(given);
    const bool described = given.has("as") || given.has("peer");
    if (given.has("name") && !given.has("as"))
        given.problem("--name", "has no effect without --as ROLE");
    else if (given.has("fact") && !described)
        given.problem("--fact", "has no effect without --as ROLE or --peer ROLE=HOST");
    if (!given.problems().empty()) return exit_status::usage;

    const auto m = find_matrices(given.all("matrix"));
    if (!m) return given.refuse(m.problems);
    auto s = described ? site_from_options(given, *m.value) : site_from_answers(given, *m.value, io);
    if (!s) return exit_status::usage;
    s->matrices = given.all("matrix");
    return write_site(*s, *m.value, given, io);
}

} // namespace

command site_init_command() {
    command c;
    c.table.name = "site init";
    c.table.summary = "create a site file";
    c.table.usage = {
        "[--output FILE [--force]]",
        "--as ROLE[,ROLE] [--name NAME] [--peer ROLE=HOST[,HOST]]... [--fact NAME=VALUE]... [--output FILE]"};
    c.table.about = "Without --as and --peer, it asks you (on a terminal).";
    c.table.sections = {with_site_output({"Options",
                                          {as_option(),
                                           {"name", "NAME", "this host's name; default: its host name"},
                                           peer_option_row(),
                                           fact_option()}})};
    c.table.notes =
        "`fairway matrix roles` lists the roles; `fairway matrix export --format json` contains the facts and "
        "the questions that settle them.";
    c.table.examples = {{"fairway site init --output site.json", "answer a few questions"},
                        {"fairway site init --as backup-server --peer repository=repo01 --output site.json",
                         "without questions, e.g. in a script"}};
    c.run = init;
    return c;
}

} // namespace fairway
