#include "agent/commands/command.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/service/config.hpp"
#include "agent/service/probing.hpp"
#include "agent/service/service.hpp"
#include "support/option_reader.hpp"
#include "support/text_file.hpp"

#include <iostream>

namespace fairway {

namespace {

constexpr const char* run_help =
    R"(fairway run - watch: check on a schedule, as a service

usage: fairway run [--config FILE] [--state DIR] [--once]
       fairway run --check [--config FILE]

  --config FILE  what to check, how often, and where to report; default /etc/fairway/agent.json
  --state DIR    folder of what the prober keeps; default: as the configuration says, else /var/lib/fairway. Run this
                 as its owner: root is refused where it belongs to another user
  --once         one run now, delivered at once, instead of a schedule: for cron and the like
  --check        only say whether the configuration, its site and its matrix are all right

Each run probes what `fairway check` would probe, in the phase "operation". What changed since the last run is probed
again before it counts. Reports go to the collector where this host is enrolled (see `fairway enroll --help`).
`fairway status` says how it is doing. SIGHUP reads configuration and identity anew, SIGTERM ends it.

Exit codes: 0 stopped by a signal, or --check found nothing wrong; 2 wrong usage or configuration;
            4 Fairway itself could not work. With --once those of `fairway check`.
)";

int check_configuration(const std::string& file) {
    const auto loaded = load_service(file, {local_host_name(), local_addresses()});
    if (!loaded) {
        report_problems(loaded.problems);
        return exit_status::usage;
    }
    const auto& l = *loaded.value;
    std::cout << file << " is all right: " << in_words(plan_of_run(l.config, l.about, 0, std::nullopt), l.config)
              << "\n";
    return exit_status::ok;
}

} // namespace

int run_command(const arguments& args) {
    option_reader given({"config", "state"}, {"check", "once"});
    service_options o;
    if (given.parse(args)) {
        if (given.has("help")) {
            std::cout << run_help;
            return exit_status::ok;
        }
        o.config = given.once("config").value_or(o.config);
        o.state = given.once("state").value_or("");
        o.once = given.has("once");
        if (o.once && given.has("check")) given.problem("--check", "runs nothing: it cannot be combined with --once");
    }
    if (!given.problems().empty()) {
        report_problems(given.problems());
        std::cerr << "Try: fairway run --help\n";
        return exit_status::usage;
    }
    return given.has("check") ? check_configuration(o.config) : run_service(o);
}

} // namespace fairway
