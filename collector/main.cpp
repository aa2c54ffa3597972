#include "collector/commands/command.hpp"
#include "support/system/signals.hpp"
#include "support/system/terminal.hpp"
#include "text/printable.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    using namespace fairway;
    ignore_file_size_signals();
    try {
        int status = run_command_line(
            collector::collector_program(), arguments(argv + 1, argv + argc),
            {std::cin, std::cout, std::cerr, false, line_width(terminal_width(standard_stream::output))});
        // A password or token that nobody got to see must not look like one that somebody did.
        if (!std::cout.flush()) {
            std::cerr << "fairway-collector: cannot write to standard output: is the disk full, or the file at its "
                         "limit (ulimit -f)?\n";
            status = exit_status::broken;
        }
        return status;
    } catch (const std::exception& e) {
        std::cerr << "fairway-collector: " << printable(e.what()) << "\n";
        return exit_status::broken;
    }
}
