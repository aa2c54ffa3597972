#include "agent/check.hpp"

#include "agent/assignment.hpp"
#include "agent/commands/check_options.hpp"
#include "agent/commands/command.hpp"
#include "agent/commands/known_words.hpp"
#include "agent/commands/output_options.hpp"
#include "agent/filters.hpp"
#include "agent/local/interrupt.hpp"
#include "agent/output/format.hpp"
#include "agent/output/nagios.hpp"
#include "agent/output/progress.hpp"
#include "agent/output/write_output.hpp"
#include "agent/proxy.hpp"
#include "agent/responders.hpp"
#include "agent/site_key.hpp"
#include "agent/source.hpp"
#include "text/names.hpp"

#include <chrono>

namespace fairway {

namespace {

option_section how_to_probe() {
    return {
        "How to probe",
        {{"timeout", "SECONDS", "how long to wait for an answer, 0.2 to 60; default: 3.5"},
         {"rate", "N", "new connections per second to each address, after a burst of 100; 0: no limit; default: 1000"},
         {"no-trace", "", "skip the hop checks, which show who really answered and where packets are dropped"},
         {"responder", "HOST[,HOST]",
          "`fairway listen` runs on these hosts: say hello to prove every port it stands in on; never said to "
          "other hosts",
          true},
         {"key-file", "FILE", "the site key for --responder (see `fairway key --help`)"}}};
}

std::string read_how_to_probe(option_reader& given, check_options& o) {
    if (const auto seconds = given.number("timeout", 0.2, 60, "seconds from 0.2 to 60"))
        o.timeout = std::chrono::milliseconds(static_cast<long>(*seconds * 1000));
    if (const auto n = given.number("rate", 0, 1e6, "connections per second from 1 to 1000000, or 0 for no limit"))
        o.rate = *n;
    o.trace = !given.has("no-trace");
    o.responders = given.list("responder");
    for (const auto& host : o.responders)
        if (const auto wrong = check_host(host)) given.problem("--responder", *wrong);
    if (o.responders.empty() && given.has("key-file"))
        given.problem("--key-file", "has no effect without --responder HOST");
    if (!o.responders.empty() && !given.has("key-file"))
        given.problem("--responder", "needs the site key: add --key-file FILE");
    return given.once("key-file").value_or("");
}

/// Nothing if no responder is asked. What is wrong with the key or the responders stays in `given`.
std::optional<wire::site_key> key_for(const check_options& o, const std::string& key_file, const matrix& m,
                                      const plan& p, option_reader& given) {
    if (o.responders.empty()) return std::nullopt;
    auto read = read_key_file(key_file);
    given.refuse(read.problems);
    given.refuse(unknown_responders(p, m, o.responders));
    return read.value;
}

int probe_and_report(option_reader& given, const console& io) {
    auto o = read_what_to_check(given);
    const auto key_file = read_how_to_probe(given, o);
    o.explain = given.all("explain");
    const auto output = read_output_options(given);
    if (!given.problems().empty()) return exit_status::usage;

    const auto local = this_machine();
    const auto a = with_credentials(with_proxy(with_source(make_assignment(o, local), o, local), o));
    if (!a) return given.refuse(a.problems);
    for (auto& name : o.responders)
        if (const auto* host = a.value->site.find_host(name)) name = host->name;
    plan p = make_plan(a.value->matrix, a.value->site, a.value->self, o.plan);
    if (auto idle = idle_filters(*a.value, p, o); !idle.empty()) return given.refuse(std::move(idle));
    const auto key = key_for(o, key_file, a.value->matrix, p, given);
    if (!given.problems().empty()) return exit_status::usage;

    report r;
    explanations explained;
    {
        const interrupt ctrl_c;
        status_line line;
        std::function<void(const sweep_progress&)> on_progress;
        if (line.visible()) on_progress = [&line](const sweep_progress& progress) { show_progress(line, progress); };
        r = run_check(*a.value, std::move(p), o, local, key, on_progress, ctrl_c.token(),
                      [&](explanations all) { explained = std::move(all); });
    }

    const auto style = output.style(io.width);
    std::string text = find_format(output.format)->render(r, style);
    if (!o.explain.empty()) {
        const auto explanation = render_explanations(explained, style.width);
        // What programs read stays as it is.
        if (output.format == "text")
            text += "\n" + explanation;
        else
            io.err << explanation;
    }
    write_output(output.file, text, io.out);
    return output.plugin() ? static_cast<int>(plugin_status_of(r, output.strict)) : exit_code(r, output.strict);
}

} // namespace

command check_command() {
    command c;
    c.table.name = "check";
    c.table.summary = "probe every flow that this host's roles require, and report what was found";
    c.table.usage = {"--as ROLE[,ROLE] --peer ROLE=HOST[,HOST]... [options]", "--site FILE [--host NAME] [options]"};
    c.table.sections = {what_to_check(),
                        how_to_probe(),
                        {"Output",
                         {format_option(),
                          output_option(),
                          summary_option(),
                          full_option(),
                          {"strict", "", "count warnings as failures"},
                          {"explain", "GLOB",
                           "also print the packets behind each flow whose ID matches: below a text report, else to "
                           "standard error",
                           true, known::flows}}},
                        request_options()};
    c.table.lists = {format_list()};
    c.table.exit_codes = {{exit_status::ok, "nothing worse than a warning"},
                          {exit_status::failed, "something failed"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::unsure, "something is unknown, or the run was interrupted"},
                          {exit_status::broken, "Fairway itself could not run"}};
    c.table.exit_notes = "With --format nagios the exit codes are always those of a plugin: 0 OK, 1 WARNING, "
                         "2 CRITICAL, 3 UNKNOWN.";
    c.table.examples = {{"fairway check --as agent-linux --peer backup-server=vbr01 --peer repository=repo01",
                         "on a Linux computer that will be protected"},
                        {"fairway check --site site.json --phase operation",
                         "after onboarding, with one file for all hosts: now everything must answer"}};
    c.run = probe_and_report;
    return c;
}

} // namespace fairway
