#include "agent/commands/command.hpp"
#include "agent/local/hidden_arguments.hpp"
#include "agent/output/nagios.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"

#include <cstdio>
#include <exception>
#include <iostream>

namespace {

constexpr const char* help = R"(fairway - proves, live, that every port a backup infrastructure requires is reachable

usage: fairway COMMAND [options]

  check      probe every flow that this host's roles require, and report what was found
  plan       show what check would probe, what not and why, and what others must probe towards this host
  listen     stand in on the ports of a host whose services do not exist yet, so that others can prove the way
  run        watch: check on a schedule, as a service
  report     show a kept report in another format, or what changed between two
  status     how the service is doing: last run, next run, collector
  enroll     make this host known to a collector
  key        make the secret by which check and listen know each other
  matrix     list, show, explain, export or validate the port requirements
  site       make, import or check a site file (your hosts, their roles and facts)

  --version  print the version
  --help     print this; `fairway COMMAND --help` explains a command

First steps, on the machine that is to be protected:
  fairway check --as agent-linux --peer backup-server=vbr01 --peer repository=repo01

Exit codes: 0 all required flows work, 1 something failed, 2 wrong usage or configuration,
            3 something is unknown or the run was interrupted, 4 Fairway itself could not work.
)";

int run(const std::string& command, const fairway::arguments& args) {
    using namespace fairway;
    if (command == "check") return check_command(args);
    if (command == "plan") return plan_command(args);
    if (command == "listen") return listen_command(args);
    if (command == "run") return run_command(args);
    if (command == "report") return report_command(args);
    if (command == "status") return status_command(args);
    if (command == "key") return key_command(args);
    if (command == "matrix") return matrix_command(args);
    if (command == "site") return site_command(args);
    if (command == "enroll") return enroll_command(args);
    std::cerr << "fairway: unknown command \"" << command << "\""
              << did_you_mean(command,
                              {"check", "plan", "listen", "run", "report", "status", "enroll", "key", "matrix", "site"})
              << "\nTry: fairway --help\n";
    return exit_status::usage;
}

} // namespace

int main(int argc, char** argv) {
    const fairway::arguments all(argv + 1, argv + argc);
    for (const auto* option : {"--token", "--proxy"}) // the one is a secret, the other may have a password in it
        fairway::hide_values(argc, argv, option);
    // A plugin says everything in one line on standard output, also that it is broken.
    const bool plugin = fairway::is_plugin_call(all);
    const int broken = plugin ? static_cast<int>(fairway::plugin_status::unknown) : fairway::exit_status::broken;
    try {
        if (all.empty()) {
            std::cerr << help;
            return fairway::exit_status::usage;
        }
        if (all[0] == "--help" || all[0] == "-h" || all[0] == "help") {
            std::cout << help;
            return std::cout.flush() ? fairway::exit_status::ok : fairway::exit_status::broken;
        }
        if (all[0] == "--version") {
            std::cout << "fairway " << FAIRWAY_VERSION << "\n";
            return fairway::exit_status::ok;
        }
        int status = run(all[0], {all.begin() + 1, all.end()});
        // A report that did not reach the disk must not look like one that did.
        if (!std::cout.flush()) {
            std::cerr << "fairway: cannot write to standard output (is the disk full?)\n";
            status = broken;
        }
        return status;
    } catch (const std::exception& e) {
        if (plugin)
            std::cout << fairway::plugin_gives_up(e.what()) << std::flush;
        else
            std::cerr << "fairway: " << e.what() << "\n";
        return broken;
    }
}
