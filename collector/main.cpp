#include "collector/commands/command.hpp"
#include "text/nearest.hpp"

#include <exception>
#include <iostream>

namespace {

constexpr const char* help = R"(fairway-collector - receives the reports of all probers and shows them

usage: fairway-collector COMMAND [options]

  init         set up a new collector: data directory, certificates, first admin
  serve        receive reports and show them
  token        create, list or revoke enrollment tokens
  prober       list probers, or revoke one
  user         add, list or disable accounts, or set a new password
  backup       copy the database to a file, even while the collector runs
  certificate  show the certificates in use

  --version    print the version
  --help       print this; `fairway-collector COMMAND --help` explains a command

First steps:
  fairway-collector init --data /var/lib/fairway-collector --name collector.example

Exit codes: 0 done, 2 wrong usage or configuration, 4 it failed.
)";

int run(const std::string& command, const fairway::arguments& args) {
    using namespace fairway;
    using namespace fairway::collector;
    if (command == "init") return init_command(args);
    if (command == "serve") return serve_command(args);
    if (command == "token") return token_command(args);
    if (command == "prober") return prober_command(args);
    if (command == "user") return user_command(args);
    if (command == "backup") return backup_command(args);
    if (command == "certificate") return certificate_command(args);
    std::cerr << program << ": unknown command \"" << command << "\""
              << did_you_mean(command, {"init", "serve", "token", "prober", "user", "backup", "certificate"})
              << "\nTry: fairway-collector --help\n";
    return exit_status::usage;
}

} // namespace

int main(int argc, char** argv) {
    namespace exit_status = fairway::exit_status;
    const fairway::arguments all(argv + 1, argv + argc);
    try {
        if (all.empty()) {
            std::cerr << help;
            return exit_status::usage;
        }
        if (all[0] == "--help" || all[0] == "-h" || all[0] == "help") {
            std::cout << help;
            return std::cout.flush() ? exit_status::ok : exit_status::broken;
        }
        if (all[0] == "--version") {
            std::cout << "fairway-collector " << FAIRWAY_VERSION << "\n";
            return exit_status::ok;
        }
        int status = run(all[0], {all.begin() + 1, all.end()});
        // A password or token that nobody got to see must not look like one that somebody did.
        if (!std::cout.flush()) {
            std::cerr << "fairway-collector: cannot write to standard output (is the disk full?)\n";
            status = exit_status::broken;
        }
        return status;
    } catch (const std::exception& e) {
        std::cerr << "fairway-collector: " << e.what() << "\n";
        return exit_status::broken;
    }
}
