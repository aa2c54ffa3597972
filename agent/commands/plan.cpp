#include "agent/output/plan.hpp"

#include "agent/assignment.hpp"
#include "agent/commands/check_options.hpp"
#include "agent/commands/command.hpp"
#include "agent/filters.hpp"
#include "agent/local/firewall.hpp"
#include "agent/proxy.hpp"
#include "agent/required_ports.hpp"
#include "agent/source.hpp"
#include "probes/net/ping_path.hpp"
#include "probes/sweep/trace.hpp"
#include "support/system/process.hpp"

#include <map>
#include <ostream>
#include <string>

namespace fairway {

namespace {

/// Of the targets that are listed by address: which address of ours leads there. Nothing is sent, so names stay names.
std::map<std::string, std::string> ways_to(const plan& p, const source_addresses& source) {
    std::map<std::string, std::string> ways;
    lanes all(0, departure_of(source));
    for (const auto& c : p.requirements)
        for (const auto& address : c.addresses) {
            if (!c.proxy.empty() || ways.count(address) != 0 || !parse_address(address)) continue;
            const auto& way = all.to(address).way;
            ways[address] = !way.source.empty()                 ? "from " + way.source
                            : way.error == net_error::no_source ? "not probed (no source address of its family)"
                                                                : "not reached (no route)";
        }
    return ways;
}

int show_plan(option_reader& given, const console& io) {
    const auto o = read_what_to_check(given);
    if (!given.problems().empty()) return exit_status::usage;
    const auto local = this_machine();
    const auto a = with_proxy(with_source(make_assignment(o, local), o, local), o);
    if (!a) return given.refuse(a.problems);
    const plan p = make_plan(a.value->matrix, a.value->site, a.value->self, o.plan);
    // What others must probe is something to show.
    if (p.inbounds.empty())
        if (auto idle = idle_filters(*a.value, p, o); !idle.empty()) return given.refuse(std::move(idle));

    readiness ready;
    ready.source = a.value->source;
    ready.from = ways_to(p, a.value->source);
    ready.hop_checks = trace_available();
    ready.pings = ping_paths_available();
    ready.is_this_machine = a.value->stand_in_for.empty();
    if (ready.is_this_machine && !p.inbounds.empty()) {
        ready.listeners = local_listeners();
        const auto needed = ports_others_need(p);
        ready.firewall = local_firewall(needed.tcp, needed.udp);
    }
    const check_pace pace{o.timeout, o.rate, raise_open_file_limit()};
    io.out << render_plan(p, ready, names_of(a.value->matrix.sources), o.identify, io.width, pace);
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
    c.table.examples = {{"fairway plan --site site.json",
                         "what this host would probe, what others must probe here, and how long a check would take"},
                        {"fairway plan --as agent-windows --peer backup-server=vbr01", "the same without a site file"}};
    c.run = show_plan;
    return c;
}

} // namespace fairway
