#include "agent/assignment.hpp"
#include "agent/commands/command.hpp"
#include "agent/local/help_words.hpp"
#include "agent/service/config.hpp"
#include "agent/service/probing.hpp"
#include "agent/service/service.hpp"
#include "support/system/locations.hpp"

#include <ostream>

namespace fairway {

namespace {

int check_configuration(const std::string& file, option_reader& given, const console& io) {
    const auto loaded = load_service(file, this_machine());
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
    return given.has("check") ? check_configuration(o.config, given, io) : run_service(o, io.err);
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
         {{"config", "FILE", "what to check, how often, and where to report; default: " + default_config_file()},
          {"state", "DIR",
           "the prober's state directory; default: as configured, else " + default_state_folder() + "." +
               as_whom_to_run()},
          {"once", "", std::string("run once, deliver the report and exit, e.g. from ") + scheduler_name()},
          {"check", "", "only validate the configuration, its site file and its matrix"}}}};
    c.table.notes = std::string("`fairway status` shows how the service is doing. ") + how_to_end_a_run();
    c.table.exit_codes = {{exit_status::ok, "stopped by a signal; with --check: the configuration is valid"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::broken, "Fairway itself could not run"}};
    c.table.exit_notes = "With --once the exit codes are those of `fairway check`.";
    c.table.examples = {
        {"fairway run --check --config agent.json", "is the configuration right?"},
        {"fairway run --once --config agent.json", std::string("one run, e.g. from ") + scheduler_name()}};
    c.run = run;
    return c;
}

} // namespace fairway
