#include "agent/output/plan.hpp"

#include "agent/assignment.hpp"
#include "agent/commands/check_options.hpp"
#include "agent/commands/command.hpp"
#include "agent/filters.hpp"
#include "agent/local/firewall.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/output/terminal.hpp"
#include "support/system/process.hpp"

#include <ostream>

namespace fairway {

namespace {

int show_plan(option_reader& given, const console& io) {
    const auto o = read_what_to_check(given);
    if (!given.problems().empty()) return exit_status::usage;
    const auto a = make_assignment(o, {host_name(), local_addresses()});
    if (!a) return given.refuse(a.problems);
    const plan p = make_plan(a.value->matrix, a.value->site, a.value->self, o.plan);
    // What others must probe is something to show.
    if (p.inbounds.empty())
        if (auto idle = idle_filters(*a.value, p, o); !idle.empty()) return given.refuse(std::move(idle));

    readiness ready;
    ready.is_this_machine = a.value->stand_in_for.empty();
    if (ready.is_this_machine && !p.inbounds.empty()) {
        ready.listeners = local_listeners();
        ready.firewall = local_firewall();
    }
    io.out << render_plan(p, ready, a.value->matrix.id + " " + a.value->matrix.version, o.identify, stdout_width());
    return exit_status::ok;
}

} // namespace

command plan_command() {
    command c;
    c.table.name = "plan";
    c.table.summary = "show what `check` would probe, what it would skip and why, and what other hosts must probe";
    c.table.usage = {"--as ROLE[,ROLE] --peer ROLE=HOST[,HOST]... [options]", "--site FILE [--host NAME] [options]"};
    c.table.about = "Sends nothing over the network.";
    c.table.sections = {what_to_check()};
    c.run = show_plan;
    return c;
}

} // namespace fairway
