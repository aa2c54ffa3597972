#include "agent/assignment.hpp"
#include "agent/commands/command.hpp"
#include "agent/commands/listen_options.hpp"
#include "agent/local/half_open.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/local/interrupt.hpp"
#include "agent/local/listeners.hpp"
#include "agent/local/privileges.hpp"
#include "agent/output/columns.hpp"
#include "agent/output/reached.hpp"
#include "agent/output/terminal.hpp"
#include "agent/site_key.hpp"
#include "matrix/plan.hpp"
#include "probes/net/resolver.hpp"
#include "probes/responder/responder.hpp"
#include "support/system/terminal.hpp"
#include "support/text_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <tuple>

namespace fairway {

namespace {

constexpr std::chrono::seconds name_deadline{10};

/// Every port that others must reach on this host.
std::pair<port_list, port_list> required_ports(const plan& p) {
    port_list tcp, udp;
    for (const auto& in : p.inbounds) {
        port_list& of = in.flow->protocol == protocol::tcp ? tcp : udp;
        of.insert(of.end(), in.ports.begin(), in.ports.end());
    }
    return {normalize(std::move(tcp)), normalize(std::move(udp))};
}

/// The program that holds a port, as far as this process may see it.
std::string owner_of(const std::vector<listener>& all, const not_bound& n) {
    std::string owners;
    for (const auto& l : all)
        if (l.protocol == n.protocol && l.port == n.port && owners.find(l.owner) == std::string::npos)
            owners += (owners.empty() ? "" : ", ") + l.owner;
    return owners;
}

std::string why_not_bound(const not_bound& n) {
    if (n.error == EACCES) return "ports below 1024 need root";
    if (n.error == EADDRNOTAVAIL) return "this machine does not have the address " + n.address;
    if (n.error == EMFILE || n.error == ENFILE) return "too many open files (ulimit -n)";
    return std::strerror(n.error);
}

/// Ports with the same fate together.
void sort_out(listening& l, const std::vector<not_bound>& left_out) {
    std::vector<listener> listeners;
    if (std::any_of(left_out.begin(), left_out.end(), [](const auto& n) { return n.error == EADDRINUSE; }))
        listeners = local_listeners();
    std::map<std::tuple<bool, protocol, std::string>, std::vector<std::uint16_t>> fates;
    for (const auto& n : left_out) {
        const bool taken = n.error == EADDRINUSE;
        // Taken on one address only, and stood in on for the others.
        if (taken && contains(n.protocol == protocol::tcp ? l.tcp : l.udp, n.port)) continue;
        fates[{taken, n.protocol, taken ? owner_of(listeners, n) : why_not_bound(n)}].push_back(n.port);
    }
    for (auto& [fate, ports] : fates) {
        const auto& [taken, p, who] = fate;
        std::sort(ports.begin(), ports.end());
        ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
        (taken ? l.taken : l.unbound).push_back({p, from_ports(ports), who});
    }
}

/// The live line on stderr; other words go above it.
class status_line {
  public:
    status_line() : visible_(is_terminal(standard_stream::error)) {}
    ~status_line() { clear(); }
    status_line(const status_line&) = delete;
    status_line& operator=(const status_line&) = delete;

    void show(const reach_journal& journal, std::chrono::seconds left) {
        if (!visible_) return;
        std::size_t proven = 0;
        for (const auto& [asker, r] : journal.askers())
            proven += r.proven() ? 1 : 0;
        std::fprintf(stderr,
                     "\r\033[KListening for %lld:%02lld more; %zu %s proven by %zu %s (Ctrl-C: end, and sum up)",
                     static_cast<long long>(left.count() / 60), static_cast<long long>(left.count() % 60),
                     journal.proven_ports(), journal.proven_ports() == 1 ? "port" : "ports", proven,
                     proven == 1 ? "host" : "hosts");
        std::fflush(stderr);
        drawn_ = true;
    }

    void say(const std::string& text) {
        clear();
        std::cerr << "fairway: " << printable(text) << "\n";
    }

  private:
    void clear() {
        if (drawn_) std::fputs("\r\033[K", stderr);
        drawn_ = false;
    }

    bool visible_;
    bool drawn_ = false;
};

} // namespace

int listen_command(const arguments& args) {
    const auto options = read_listen_options(args);
    if (!options) {
        report_problems(options.problems);
        std::cerr << "Try: fairway listen --help\n";
        return exit_status::usage;
    }
    const auto& o = *options.value;
    if (o.help) {
        std::cout << listen_help();
        return exit_status::ok;
    }

    std::vector<problem> problems;
    const local_identity local{local_host_name(), local_addresses()};
    const auto a = make_assignment(o.who, local);
    problems = a.problems;
    const auto key = read_key_file(o.key_file);
    problems.insert(problems.end(), key.problems.begin(), key.problems.end());
    responder_options r;
    for (const auto& [name, found] : resolve(o.from, {.each = name_deadline})) {
        if (found.addresses.empty()) problems.push_back({"--from", "", name + ": " + found.error});
        for (const auto& address : found.addresses)
            r.from.push_back(address.substr(0, address.find('%')));
    }
    if (!problems.empty()) {
        report_problems(problems);
        return exit_status::usage;
    }

    const plan p = make_plan(a.value->matrix, a.value->site, a.value->self, {});
    std::tie(r.tcp, r.udp) = required_ports(p);
    if (r.tcp.empty() && r.udp.empty()) {
        report_problems(
            {{"--as", "", "nobody has to reach a port of a host with these roles: nothing to stand in on"}});
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
    status_line line;
    r.say = [&line](const std::string& text) { line.say(text); };

    const auto began = std::chrono::steady_clock::now();
    responder stand_in(std::move(r));
    listening l{p.host, p.roles, stand_in.tcp(), stand_in.udp(), {}, {}};
    sort_out(l, stand_in.left_out()); // as root, where we are: it sees the owners of ports
    give_up_root();

    if (l.tcp.empty() && l.udp.empty()) {
        std::cerr << render_listening(l, 100);
        if (!l.unbound.empty()) {
            std::cerr << "fairway: no port could be bound\n";
            return exit_status::broken;
        }
        std::cerr << "fairway: real services stand on every port: nothing to stand in on\n";
        return exit_status::ok;
    }
    const interrupt ctrl_c;
    std::cerr << render_listening(l, 100) << "Ready.\n";
    const bool undisturbed = stand_in.run(
        o.lifetime, [&](std::chrono::seconds left) { line.show(stand_in.journal(), left); }, ctrl_c.token());
    line.say(undisturbed ? "the time is over" : "stopped");
    const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began);
    std::cout << render_reached(l, stand_in.journal(), lasted, stdout_width());
    return l.unbound.empty() ? exit_status::ok : exit_status::unsure;
}

} // namespace fairway
