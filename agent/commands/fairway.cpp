#include "agent/commands/command.hpp"
#include "agent/output/nagios.hpp"

#include <ostream>

namespace fairway {

program_table fairway_program() {
    program_table p;
    p.name = "fairway";
    p.version = FAIRWAY_VERSION;
    p.summary = "proves, live, that every port a backup infrastructure requires is reachable";
    for (const auto make :
         {check_command, plan_command, listen_command, run_command, report_command, status_command, enroll_command})
        p.commands.push_back(make());
    for (const auto make : {key_commands, matrix_commands, site_commands, service_commands})
        for (auto& c : make())
            p.commands.push_back(std::move(c));
    p.commands.push_back(completion_command());
    p.first_steps = "First steps, on the host you want to protect:\n\n"
                    "  fairway check --as agent-linux --peer backup-server=vbr01 --peer repository=repo01";
    p.exit_codes = {{exit_status::ok, "all required flows work"},
                    {exit_status::failed, "a required flow failed"},
                    {exit_status::usage, "wrong usage or configuration"},
                    {exit_status::unsure, "something is unknown, or the run was interrupted"},
                    {exit_status::broken, "Fairway itself could not run"}};
    // A plugin says everything in one line on standard output.
    p.refuse = [](const arguments& args, const std::vector<problem>& problems,
                  const console& io) -> std::optional<int> {
        if (!is_plugin_call(args)) return std::nullopt;
        io.out << plugin_gives_up(problems);
        return static_cast<int>(plugin_status::unknown);
    };
    return p;
}

} // namespace fairway
