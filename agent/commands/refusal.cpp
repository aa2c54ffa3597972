#include "agent/commands/refusal.hpp"

#include "agent/output/nagios.hpp"
#include "support/command_line.hpp"
#include "support/text_file.hpp"

#include <iostream>

namespace fairway {

int refuse(const std::vector<problem>& problems, bool plugin, const char* hint) {
    if (plugin) {
        std::cout << plugin_gives_up(problems);
        return static_cast<int>(plugin_status::unknown);
    }
    report_problems(problems);
    std::cerr << hint;
    return exit_status::usage;
}

} // namespace fairway
