#include "agent/check.hpp"
#include "agent/command.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/output/format.hpp"
#include "agent/progress.hpp"
#include "agent/responders.hpp"
#include "agent/site_key.hpp"
#include "agent/terminal.hpp"
#include "support/text_file.hpp"

#include <iostream>

namespace fairway {

int check_command(const arguments& args) {
    const auto options = read_check_options(args, check_mode::check);
    if (!options) {
        report_problems(options.problems);
        std::cerr << "Try: fairway check --help\n";
        return exit_status::usage;
    }
    const auto& o = *options.value;
    if (o.help) {
        std::cout << check_help(check_mode::check);
        return exit_status::ok;
    }

    const local_identity local{local_host_name(), local_addresses()};
    const auto a = make_assignment(o, local);
    if (!a) {
        report_problems(a.problems);
        return exit_status::usage;
    }
    const plan p = make_plan(a.value->matrix, a.value->site, a.value->self, o.plan);

    std::optional<wire::site_key> key;
    if (!o.responders.empty()) {
        auto read = read_key_file(o.key_file);
        const auto unknown = unknown_responders(p, a.value->matrix, o.responders);
        read.problems.insert(read.problems.end(), unknown.begin(), unknown.end());
        if (!read.problems.empty()) {
            report_problems(read.problems);
            return exit_status::usage;
        }
        key = read.value;
    }

    report r;
    {
        progress_line line;
        std::function<void(const sweep_progress&)> on_progress;
        if (line.visible()) on_progress = [&line](const sweep_progress& progress) { line.show(progress); };
        r = run_check(*a.value, p, o, local, key, on_progress);
    }

    output_style style;
    if (o.output.empty()) style = {stdout_shows_colour(), stdout_width()};
    const std::string text = find_format(o.format)->render(r, style);
    if (o.output.empty())
        std::cout << text;
    else
        write_file_atomically(o.output, text);
    return exit_code(r, o.strict);
}

} // namespace fairway
