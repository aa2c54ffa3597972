#include "agent/output/plan.hpp"
#include "agent/assignment.hpp"
#include "agent/commands/check_options.hpp"
#include "agent/commands/command.hpp"
#include "agent/local/firewall.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/output/terminal.hpp"
#include "support/text_file.hpp"

#include <algorithm>
#include <iostream>

namespace fairway {

int plan_command(const arguments& args) {
    const auto call = read_check_options(args, check_mode::plan);
    if (!call) {
        report_problems(call.problems);
        std::cerr << "Try: fairway plan --help\n";
        return exit_status::usage;
    }
    if (call.value->help) {
        std::cout << check_help(check_mode::plan);
        return exit_status::ok;
    }
    const local_identity local{local_host_name(), local_addresses()};
    const auto a = make_assignment(call.value->options, local);
    if (!a) {
        report_problems(a.problems);
        return exit_status::usage;
    }
    const auto& self = a.value->self;
    const plan p = make_plan(a.value->matrix, a.value->site, self, call.value->options.plan);

    readiness ready;
    ready.is_this_machine = a.value->stand_in_for.empty();
    if (ready.is_this_machine && !p.inbounds.empty()) {
        ready.listeners = local_listeners();
        ready.firewall = local_firewall();
    }
    std::cout << render_plan(p, ready, a.value->matrix.id + " " + a.value->matrix.version, call.value->options.identify,
                             stdout_width());
    return exit_status::ok;
}

} // namespace fairway
