#include "collector/commands/command.hpp"

namespace fairway::collector {

program_table collector_program() {
    program_table p;
    p.name = "fairway-collector";
    p.version = FAIRWAY_VERSION;
    p.summary = "receives the reports of all probers and shows them";
    p.commands = {init_command(), serve_command()};
    for (const auto make : {token_commands, prober_commands, user_commands})
        for (auto& c : make())
            p.commands.push_back(std::move(c));
    p.commands.push_back(backup_command());
    for (const auto make : {certificate_commands, clock_commands})
        for (auto& c : make())
            p.commands.push_back(std::move(c));
    p.first_steps =
        "First steps:\n\n  fairway-collector init --data /var/lib/fairway-collector --name collector.example";
    p.exit_codes = {{exit_status::ok, "done"},
                    {exit_status::usage, "wrong usage or configuration"},
                    {exit_status::broken, "Fairway itself could not run"}};
    return p;
}

} // namespace fairway::collector
