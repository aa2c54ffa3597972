#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "agent/command.hpp"
#include "agent/local/firewall.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/output/plan.hpp"
#include "agent/terminal.hpp"
#include "support/text_file.hpp"

#include <algorithm>
#include <iostream>

namespace fairway {

int plan_command(const arguments& args) {
    const auto options = read_check_options(args, check_mode::plan);
    if (!options) {
        report_problems(options.problems);
        std::cerr << "Try: fairway plan --help\n";
        return exit_status::usage;
    }
    if (options.value->help) {
        std::cout << check_help(check_mode::plan);
        return exit_status::ok;
    }
    const local_identity local{local_host_name(), local_addresses()};
    const auto a = make_assignment(*options.value, local);
    if (!a) {
        report_problems(a.problems);
        return exit_status::usage;
    }
    const auto& self = a.value->self;
    const plan p = make_plan(a.value->matrix, a.value->site, self, options.value->plan);

    readiness ready;
    ready.is_this_machine = a.value->stand_in_for.empty();
    if (ready.is_this_machine && !p.inbounds.empty()) {
        ready.listeners = local_listeners();
        ready.firewall = local_firewall();
    }
    std::cout << render_plan(p, ready, a.value->matrix.id + " " + a.value->matrix.version, options.value->identify,
                             stdout_width());
    return exit_status::ok;
}

} // namespace fairway
