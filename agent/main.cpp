#include "agent/commands/command.hpp"
#include "agent/local/hidden_arguments.hpp"
#include "agent/output/nagios.hpp"
#include "support/system/console.hpp"
#include "support/system/process.hpp"
#include "support/system/signals.hpp"
#include "support/system/terminal.hpp"
#include "text/printable.hpp"

#include <cstdio>
#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    using namespace fairway;
    const prepared_console prepared;
    const auto all = program_arguments(argc, argv);
    for (const auto* option : {"--token", "--proxy"}) // the one is a secret, the other may have a password in it
        hide_values(argc, argv, option);
    ignore_file_size_signals();
    raise_open_file_limit(); // thousands of connections are open at once
    // A plugin says everything in one line on standard output, also that it is broken.
    const bool plugin = is_plugin_call(all);
    const int broken = plugin ? static_cast<int>(plugin_status::unknown) : exit_status::broken;
    try {
        int status = run_command_line(fairway_program(), all,
                                      {std::cin, std::cout, std::cerr, is_terminal(standard_stream::input),
                                       line_width(terminal_width(standard_stream::output))});
        // A report that did not reach the disk must not look like one that did.
        if (!std::cout.flush()) {
            std::cerr << "fairway: cannot write to standard output: is the disk full, or the file at its limit (ulimit "
                         "-f)?\n";
            status = broken;
        }
        return status;
    } catch (const std::exception& e) {
        if (plugin)
            std::cout << plugin_gives_up(e.what()) << std::flush;
        else
            std::cerr << "fairway: " << printable(e.what()) << "\n";
        return broken;
    }
}
