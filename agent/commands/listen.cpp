#include "agent/assignment.hpp"
#include "agent/commands/command.hpp"
#include "agent/commands/listen_options.hpp"
#include "agent/local/firewall.hpp"
#include "agent/local/half_open.hpp"
#include "agent/local/interrupt.hpp"
#include "agent/local/listeners.hpp"
#include "agent/local/privileges.hpp"
#include "agent/output/reached.hpp"
#include "agent/output/status_line.hpp"
#include "agent/required_ports.hpp"
#include "agent/site_key.hpp"
#include "agent/stand_in.hpp"
#include "matrix/plan.hpp"
#include "probes/net/resolver.hpp"
#include "probes/responder/responder.hpp"
#include "support/text_file.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <cstdio>
#include <iostream>

namespace fairway {

namespace {

constexpr std::chrono::seconds name_deadline{10};

/// How far it is, on a line of its own below everything that is said.
class live_line {
  public:
    void show(const reach_journal& journal, std::chrono::seconds left) {
        std::size_t proven = 0;
        for (const auto& [asker, r] : journal.askers())
            proven += r.proven() ? 1 : 0;
        char time[32];
        std::snprintf(time, sizeof time, "%lld:%02lld", static_cast<long long>(left.count() / 60),
                      static_cast<long long>(left.count() % 60));
        line_.show("Listening for another " + std::string(time) + "; " +
                       counted(journal.proven_ports(), "port", "ports") + " proven by " +
                       counted(proven, "host", "hosts"),
                   "(Ctrl-C: stop and show the summary)");
    }

    void say(const std::string& text) {
        line_.clear();
        std::cerr << "fairway: " << printable(text) << "\n";
    }

  private:
    status_line line_;
};

/// The addresses of `--from`; names that do not resolve are problems.
std::vector<std::string> resolved(const std::vector<std::string>& hosts, option_reader& given) {
    std::vector<std::string> addresses;
    for (const auto& [name, found] : resolve(hosts, {.each = name_deadline})) {
        if (found.addresses.empty()) given.problem("--from", name + ": " + found.error);
        for (const auto& address : found.addresses)
            addresses.push_back(address.substr(0, address.find('%')));
    }
    return addresses;
}

int nothing_to_do(const listening& l, const console& io) {
    io.err << render_listening(l, io.width);
    if (!l.unbound.empty()) {
        io.err << "fairway: no port could be bound\n";
        return exit_status::broken;
    }
    io.err << "fairway: a real service holds every port: nothing to stand in for\n";
    return exit_status::ok;
}

int listen(option_reader& given, const console& io) {
    const auto o = read_listen_options(given);
    if (!given.problems().empty()) return exit_status::usage;

    const auto local = this_machine();
    const auto a = make_assignment(o.who, local);
    given.refuse(a.problems);
    const auto key = read_key_file(o.key_file);
    given.refuse(key.problems);
    responder_options r;
    r.from = resolved(o.from, given);
    if (!given.problems().empty()) return exit_status::usage;

    const plan p = make_plan(a.value->matrix, a.value->site, a.value->self, {});
    auto needed = ports_others_need(p);
    r.tcp = std::move(needed.tcp);
    r.udp = std::move(needed.udp);
    if (r.tcp.empty() && r.udp.empty()) {
        given.problem("--as", "no flow leads to a host with these roles: there is no port to stand in on");
        return exit_status::usage;
    }
    r.key = *key.value;
    r.addresses = o.addresses;
    r.own_addresses = local.addresses;
    r.half_open = half_open_connections;
    r.clock = [] {
        return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    };
    live_line line;
    r.say = [&line](const std::string& text) { line.say(text); };

    const auto began = std::chrono::steady_clock::now();
    responder stand_in(std::move(r));
    listening l;
    l.host = p.host;
    l.roles = p.roles;
    // Before root is given up: it sees the owners of ports.
    const bool all_free = stand_in.left_out().empty();
    sort_out(l, stand_in.held(), stand_in.left_out(), all_free ? std::vector<listener>() : local_listeners(),
             o.addresses.empty() ? local.addresses : o.addresses);
    give_up_root();
    if (stand_in.held().empty()) return nothing_to_do(l, io);

    const interrupt ctrl_c;
    io.err << render_listening(l, io.width);
    for (const auto& obstacle : firewall_obstacles(l.tcp, l.udp))
        io.err << wrapped("  firewall    ", printable(obstacle), io.width);
    io.err << "Ready.\n";
    const bool undisturbed = stand_in.run(
        o.lifetime, [&](std::chrono::seconds left) { line.show(stand_in.journal(), left); }, ctrl_c.token());
    line.say(undisturbed ? "the time is up" : "stopped");
    const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began);
    io.out << render_reached(l, stand_in.journal(), lasted, io.width);
    return l.unbound.empty() ? exit_status::ok : exit_status::unsure;
}

} // namespace

command listen_command() {
    command c;
    c.table.name = "listen";
    c.table.summary = "stand in on the ports of a host whose services don't exist yet, so others can prove the path";
    c.table.usage = {"--as ROLE[,ROLE] --key-file FILE [options]",
                     "--site FILE [--host NAME] --key-file FILE [options]"};
    c.table.about =
        "Binds every TCP and UDP port that others must reach on this host. A prober that says hello with the "
        "same site key (`fairway check --key-file FILE --responder THIS-HOST`) gets an authenticated answer; "
        "nobody else gets anything. Ports held by a real service are left alone. Stops by itself, and then "
        "shows who reached which ports.";
    c.table.sections = listen_sections();
    c.table.notes = std::string(about_binding()) + " No firewall is changed.";
    c.table.exit_codes = {{exit_status::ok, "it listened on every port that was free"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::unsure, "some ports could not be bound"},
                          {exit_status::broken, "Fairway itself could not run"}};
    c.table.examples = {{"fairway listen --as agent-windows --key-file site.key",
                         "for half an hour, on every port that an agent for Windows will need"},
                        {"fairway listen --site site.json --key-file site.key --for 2h --from vbr01",
                         "for two hours, and only for one asker"}};
    c.run = listen;
    return c;
}

} // namespace fairway
