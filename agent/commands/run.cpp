#include "agent/commands/command.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/service/config.hpp"
#include "agent/service/probing.hpp"
#include "agent/service/service.hpp"
#include "support/system/process.hpp"

#include <ostream>

namespace fairway {

namespace {

int check_configuration(const std::string& file, option_reader& given, const console& io) {
    const auto loaded = load_service(file, {host_name(), local_addresses()});
    if (!loaded) return given.refuse(loaded.problems);
    const auto& l = *loaded.value;
    io.out << file << ": valid: " << in_words(plan_of_run(l.config, l.about, 0, std::nullopt), l.config) << "\n";
    return exit_status::ok;
}

int run(option_reader& given, const console& io) {
    service_options o;
    o.config = given.once("config").value_or(o.config);
    o.state = given.once("state").value_or("");
    o.once = given.has("once");
    if (o.once && given.has("check")) {
        given.problem("--check", "cannot be combined with --once: it only reads the configuration");
        return exit_status::usage;
    }
    return given.has("check") ? check_configuration(o.config, given, io) : run_service(o);
}

} // namespace

command run_command() {
    command c;
    c.table.name = "run";
    c.table.summary = "check on a schedule, as a service";
    c.table.usage = {"[--config FILE] [--state DIR] [--once]", "--check [--config FILE]"};
    c.table.about =
        "Each run probes what `fairway check` would probe in the phase \"operation\". What changed since the "
        "last run is rechecked before it counts. If this host is enrolled (see `fairway enroll --help`), "
        "reports go to the collector.";
    c.table.sections = {
        {"Options",
         {{"config", "FILE", "what to check, how often, and where to report; default: /etc/fairway/agent.json"},
          {"state", "DIR",
           "the prober's state directory; default: as configured, else /var/lib/fairway. Run as its owner: root is "
           "refused if the directory belongs to another user"},
          {"once", "", "run once, deliver the report and exit, e.g. from cron"},
          {"check", "", "only validate the configuration, its site file and its matrix"}}}};
    c.table.notes =
        "`fairway status` shows how the service is doing. SIGHUP reloads the configuration and the identity; "
        "SIGTERM stops the service.";
    c.table.exit_codes = {{exit_status::ok, "stopped by a signal; with --check: the configuration is valid"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::broken, "Fairway itself could not run"}};
    c.table.exit_notes = "With --once the exit codes are those of `fairway check`.";
    c.table.examples = {{"fairway run --check --config agent.json", "is the configuration right?"},
                        {"fairway run --once --config agent.json", "one run, e.g. from cron"}};
    c.run = run;
    return c;
}

} // namespace fairway
