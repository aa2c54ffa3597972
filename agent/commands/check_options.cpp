#include "agent/commands/check_options.hpp"

#include "agent/output/format.hpp"
#include "support/option_reader.hpp"

namespace fairway {

namespace {

constexpr const char* check_usage =
    R"(fairway check - probe every flow that this host's roles require, and report what was found

usage: fairway check --as ROLE[,ROLE] --peer ROLE=HOST[,HOST]... [options]
       fairway check --site FILE [--host NAME] [options]
)";

constexpr const char* plan_usage =
    R"(fairway plan - what check would probe from here, what not and why, and what others must probe

usage: fairway plan --as ROLE[,ROLE] --peer ROLE=HOST[,HOST]... [options]
       fairway plan --site FILE [--host NAME] [options]

Sends nothing on the network.
)";

constexpr const char* what_help = R"(
What to check
  --as ROLE[,ROLE]         what this host is, e.g. agent-linux; `fairway matrix list` shows the roles
  --peer ROLE=HOST[,HOST]  hosts of a role that this one works with; may be given several times;
                           HOST:PORT for an external service on a port of its own
  --site FILE              a file with all hosts, roles and facts (see `fairway site init`)
  --host NAME              which host of the site this one is, when its addresses do not tell
  --stand-in-for NAME      probe in place of a host of the site that admits no foreign program
  --fact NAME=VALUE        something true of the site, e.g. netbios=false; may be given several times
  --phase PHASE            onboarding: services of hosts yet to be onboarded may be missing (default of check)
                           operation: everything must answer
  --planned HOST           this host's services do not exist yet, whatever the phase says
  --only GLOB              only flows whose id matches, e.g. 'agent-linux:repository:*'
  --sample N               of each range probe only N ports: its edges and a choice between
  --no-identify            only connect: do not ask open ports which protocol they speak
  --matrix ID|FILE         another matrix than the shipped veeam-agents
)";

constexpr const char* how_help = R"(
How to probe
  --timeout SECONDS        how long to wait for each answer, 0.2 to 60; default 3.5
  --key-file KEY           the site key (see `fairway key`), for --responder
  --responder HOST[,HOST]  `fairway listen` runs on these hosts: say hello there, and so prove every port that it
                           stands in on. Never said to other hosts
  --rate N                 new connections a second to one address, after a burst of 100; 0: no limit;
                           default 1000
  --no-trace               do not ask who really answered and where silent packets end (hop checks)

What to say
  --format FORMAT          see below; default text
  --output FILE            write the report to FILE, all at once, instead of standard output
  --strict                 a warning counts as a failure
)";

constexpr const char* end_help = R"(
Exit codes: 0 nothing worse than a warning, 1 something failed, 2 wrong usage or configuration,
            3 something is unknown or the run was interrupted, 4 Fairway itself could not work.
With --format nagios they are those of a plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, whatever happens.
)";

void fill(check_options& o, option_reader& given, check_mode mode) {
    o.roles = given.list("as");
    for (const auto& text : given.all("peer"))
        if (const auto p = given.pair("peer", text, "ROLE=HOST, e.g. backup-server=vbr01"))
            for (auto& host : given.split("peer", p->second))
                o.peers.push_back({p->first, std::move(host)});
    for (const auto& text : given.all("fact"))
        if (auto p = given.pair("fact", text, "NAME=VALUE, e.g. netbios=false")) o.facts.push_back(std::move(*p));
    o.plan.planned = given.list("planned");
    o.site_file = given.once("site").value_or("");
    o.host = given.once("host").value_or("");
    o.stand_in_for = given.once("stand-in-for").value_or("");
    o.matrix = given.once("matrix").value_or("");
    o.plan.only = given.once("only").value_or("");
    o.identify = !given.has("no-identify");
    if (const auto word = given.once("phase")) {
        if (const auto p = parse_phase(*word))
            o.plan.phase = *p;
        else
            given.problem("--phase", "\"" + *word + "\": expected onboarding or operation");
    }
    if (const auto n = given.number("sample", 2, 65535, "a whole number of ports from 2 to 65535"))
        o.plan.sample = static_cast<std::size_t>(*n);
    if (mode == check_mode::check) {
        if (const auto word = given.once("format")) {
            o.format = *word;
            if (find_format(*word) == nullptr)
                given.problem("--format", "unknown format \"" + *word + "\"; known are: " + format_names());
        }
        o.output = given.once("output").value_or("");
        if (const auto seconds = given.number("timeout", 0.2, 60, "seconds from 0.2 to 60"))
            o.timeout = std::chrono::milliseconds(static_cast<long>(*seconds * 1000));
        if (const auto n = given.number("rate", 0, 1e6, "connections a second from 1 to 1000000, or 0 for no limit"))
            o.rate = *n;
        o.key_file = given.once("key-file").value_or("");
        o.responders = given.list("responder");
        if (o.responders.empty() && given.has("key-file"))
            given.problem("--key-file", "says nothing without --responder HOST: the key is for the responders there");
        if (!o.responders.empty() && !given.has("key-file"))
            given.problem("--responder", "needs the site key that the responders have: --key-file KEY");
        o.strict = given.has("strict");
        o.trace = !given.has("no-trace");
    }

    if (o.site_file.empty()) {
        if (o.roles.empty())
            given.problem("",
                          "what is this host? Say it with --as ROLE (e.g. --as agent-linux), or give a --site FILE");
        if (o.peers.empty())
            given.problem("", "which hosts does it work with? Name them with --peer ROLE=HOST "
                              "(e.g. --peer backup-server=vbr01), or give a --site FILE");
        for (const auto& [name, value] : {std::pair("--host", &o.host), std::pair("--stand-in-for", &o.stand_in_for)})
            if (!value->empty()) given.problem(name, "names a host of a site file: give one with --site FILE");
    } else if (!o.host.empty() && !o.stand_in_for.empty()) {
        given.problem("--host", "cannot be combined with --stand-in-for: both say whose roles to probe with");
    }
}

} // namespace

read_result<check_call> read_check_options(const arguments& args, check_mode mode) {
    std::vector<std::string> valued{"as",    "peer",    "site", "host",   "stand-in-for", "fact",
                                    "phase", "planned", "only", "sample", "matrix"};
    std::vector<std::string> flags{"no-identify"};
    if (mode == check_mode::check) {
        for (const char* name : {"format", "output", "timeout", "rate", "key-file", "responder"})
            valued.push_back(name);
        for (const char* name : {"strict", "no-trace"})
            flags.push_back(name);
    }
    option_reader given(std::move(valued), std::move(flags));
    check_call call;
    if (given.parse(args)) {
        call.help = given.has("help");
        if (call.help) return {std::move(call), {}};
        fill(call.options, given, mode);
    }
    if (!given.problems().empty()) return {std::nullopt, std::move(given.problems())};
    return {std::move(call), {}};
}

std::string check_help(check_mode mode) {
    if (mode == check_mode::plan) return std::string(plan_usage) + what_help;
    return std::string(check_usage) + what_help + how_help + format_help + end_help;
}

} // namespace fairway
