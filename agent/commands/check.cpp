#include "agent/check.hpp"
#include "agent/commands/check_options.hpp"
#include "agent/commands/command.hpp"
#include "agent/commands/refusal.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/local/interrupt.hpp"
#include "agent/output/format.hpp"
#include "agent/output/nagios.hpp"
#include "agent/output/progress.hpp"
#include "agent/output/terminal.hpp"
#include "agent/output/write_output.hpp"
#include "agent/responders.hpp"
#include "agent/site_key.hpp"

#include <iostream>

namespace fairway {

int check_command(const arguments& args) {
    const bool plugin = is_plugin_call(args);
    const auto call = read_check_options(args, check_mode::check);
    if (!call) return refuse(call.problems, plugin, "Try: fairway check --help\n");
    const auto& o = call.value->options;
    if (call.value->help) {
        std::cout << check_help(check_mode::check);
        return exit_status::ok;
    }

    if (const auto problems = check_output(o.output); !problems.empty()) return refuse(problems, plugin);

    const local_identity local{local_host_name(), local_addresses()};
    const auto a = make_assignment(o, local);
    if (!a) return refuse(a.problems, plugin);
    const plan p = make_plan(a.value->matrix, a.value->site, a.value->self, o.plan);

    std::optional<wire::site_key> key;
    if (!o.responders.empty()) {
        auto read = read_key_file(o.key_file);
        const auto unknown = unknown_responders(p, a.value->matrix, o.responders);
        read.problems.insert(read.problems.end(), unknown.begin(), unknown.end());
        if (!read.problems.empty()) return refuse(read.problems, plugin);
        key = read.value;
    }

    report r;
    {
        const interrupt ctrl_c;
        progress_line line;
        std::function<void(const sweep_progress&)> on_progress;
        if (line.visible()) on_progress = [&line](const sweep_progress& progress) { line.show(progress); };
        r = run_check(*a.value, p, o, local, key, on_progress, ctrl_c.token());
    }

    output_style style;
    if (o.output.empty()) style = {stdout_shows_colour(), stdout_width(), false};
    style.strict = o.strict;
    write_output(o.output, find_format(o.format)->render(r, style));
    return plugin ? static_cast<int>(plugin_status_of(r, o.strict)) : exit_code(r, o.strict);
}

} // namespace fairway
