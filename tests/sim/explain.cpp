#include "tests/sim/explain.hpp"

#include "tests/sim/verdict.hpp"

#include <sstream>

namespace fairway::sim {

namespace {

std::string ports_of(const network& net, port_mask ports) {
    std::string all;
    const auto add = [&](const std::string& one) { all += (all.empty() ? "" : " ") + one; };
    for (int n = 0; n < net.tcp_count; ++n)
        if (ports >> n & 1) add("tcp/" + std::to_string(net.tcp[n]));
    for (int n = 0; n < net.udp_count; ++n)
        if (ports >> (first_udp + n) & 1) add("udp/" + std::to_string(net.udp[n]));
    for (int n = 0; n < 4; ++n) {
        const std::string range = std::to_string(n * 16384) + "-" + std::to_string(n * 16384 + 16383);
        if (ports >> (first_other_tcp + n) & 1 && (ports & other_tcp) != other_tcp) add("other tcp " + range);
        if (ports >> (first_other_udp + n) & 1 && (ports & other_udp) != other_udp) add("other udp " + range);
    }
    if ((ports & other_tcp) == other_tcp) add("all other tcp");
    if ((ports & other_udp) == other_udp) add("all other udp");
    return all;
}

const char* word(action a) {
    constexpr const char* words[] = {"drops", "forges a RST for", "accepts", "rejects", "redirects", "sets the TTL of"};
    return words[static_cast<int>(a)];
}

const char* word(service s) {
    constexpr const char* words[] = {"closed",         "silent",        "open",   "open, resets",
                                     "open, hangs up", "open, limited", "rejects"};
    return words[static_cast<int>(s)];
}

std::string describe_router(const network& net, std::uint8_t index) {
    const router& r = net.routers[index];
    std::ostringstream out;
    out << router_address(net, index, 0);
    if (r.addresses > 1) out << " (" << int{r.addresses} << " addresses)";
    if (!r.counts) out << ", does not count";
    if (!r.complains_tcp && !r.complains_udp)
        out << ", mute";
    else if (!r.complains_tcp)
        out << ", mute about TCP";
    else if (!r.complains_udp)
        out << ", mute about UDP";
    if (r.named) out << ", named after the target";
    if (r.forwards_zero) out << ", forwards TTL 0";
    if (r.icmp.burst != 0)
        out << ", ICMP limit " << r.icmp.left << " of " << r.icmp.burst << " then " << r.icmp.a_second << "/s";
    out << ", ICMP TTL " << int{r.icmp_ttl} << " less " << int{r.back};
    if (r.slow_us > 20'000) out << ", thinks " << r.slow_us / 1000 << " ms";
    return out.str();
}

void describe_machine(std::ostream& out, const network& net, const char* name, const machine& m) {
    out << name << ": initial TTL RST " << int{m.rst_ttl} << ", SYN-ACK " << int{m.syn_ack_ttl} << ", UDP "
        << int{m.udp_ttl} << ", ICMP " << int{m.icmp_ttl};
    if (m.other_address) out << "; its ICMP comes from another address";
    if (m.reflects_ttl) out << "; its ICMP reflects the TTL";
    if (m.icmp.burst != 0)
        out << "; ICMP limit " << m.icmp.left << " of " << m.icmp.burst << " then " << m.icmp.a_second << "/s";
    out << "\n";
    for (int s = 0; s <= static_cast<int>(service::rejects); ++s) {
        port_mask ports = 0;
        for (int c = 0; c < port_classes; ++c)
            if (static_cast<int>(m.at[c]) == s) ports |= port_mask{1} << c;
        if (const auto list = ports_of(net, ports); !list.empty())
            out << "    " << word(static_cast<service>(s)) << ": " << list << "\n";
    }
    for (int n = 0; n < m.inner; ++n)
        out << "    behind " << describe_router(net, m.routers[n]) << "\n";
}

std::string describe(const probe& p) {
    std::string text = (p.protocol == protocol::tcp ? "tcp/" : "udp/") + std::to_string(p.port);
    if (p.hops != 0) text += " hops " + std::to_string(p.hops);
    if (p.least_ttl != 0) text += " least " + std::to_string(p.least_ttl);
    if (p.at.count() != 0) text += " at " + std::to_string(p.at.count());
    return text;
}

std::string describe(const observation& o) {
    std::string text(fairway::to_string(o.reason));
    if (o.icmp) text += " from " + o.answered_by;
    if (o.answer_ttl != 0) text += " ttl " + std::to_string(o.answer_ttl);
    return text;
}

std::string describe(const path_conclusions& known, std::size_t n) {
    std::string text;
    if (known.by_host.count(n) != 0) text = "the host";
    if (const auto it = known.on_path.find(n); it != known.on_path.end())
        text = std::string(fairway::to_string(it->second.kind)) + " " + it->second.address + " at hop " +
               std::to_string(it->second.hop);
    if (const auto it = known.ends.find(n); it != known.ends.end()) {
        const path_end& e = it->second;
        text += " ends at " + e.router + " hop " + std::to_string(e.hop) + " of " + std::to_string(e.of) + ", " +
                std::string(fairway::to_string(e.dropped)) + ", " + std::string(fairway::to_string(e.way));
    }
    return text.empty() ? "-" : text;
}

} // namespace

std::string describe(const network& net) {
    std::ostringstream out;
    out << "network " << net.seed << ": " << to_string(net.made_as) << ", IPv" << (net.v6 ? 6 : 4) << "\n";
    for (int path = 0; path < net.path_count; ++path) {
        out << "path " << path + 1 << " of " << int{net.path_count} << "\n";
        for (int n = 0; n < net.length[path]; ++n)
            out << "  " << describe_router(net, net.paths[path][n]) << "\n";
    }
    out << "answers of the host: " << int{net.host_back} << " hops taken off";
    for (int n = 1; n < net.return_count; ++n)
        out << ", or " << int{net.return_more[n]} << " more from position " << int{net.return_varies_from};
    if (net.path_changes_us != 0)
        out << "\nthe first path until " << net.path_changes_us / 1000 << " ms, then the second";
    out << "\nloss forward " << 100 * (1 - net.host_reach) << " %, return " << 100 * (1 - net.host_home)
        << " %, one way " << net.host_delay_us / 1000. << " ms, jitter " << net.jitter_us / 1000. << " ms";
    if (net.blackout_us != 0) out << ", black out " << net.blackout_us / 1000 << " ms, one time of " << net.blackouts;
    out << "\n";
    describe_machine(out, net, "host", net.host());
    if (net.containers != 0) {
        out << "for " << ports_of(net, net.containers) << " it is " << describe_router(net, net.host_routes_as) << "\n";
        describe_machine(out, net, "container", net.machines[net.container]);
    }
    for (int n = 0; n < net.rule_count; ++n) {
        const rule& r = net.rules[n];
        out << router_address(net, r.at, 0) << " " << word(r.does) << (r.early ? " (prerouting) " : " ")
            << ports_of(net, r.ports);
        if (r.does == action::redirect)
            out << "; complaints are "
                << (r.names == naming::real         ? "real"
                    : r.names == naming::all_target ? "the target's"
                                                    : "the target's beyond it")
                << "\n";
        else
            out << "; TTL " << int{r.ttl} << "\n";
        if (r.does == action::redirect) describe_machine(out, net, "  to", net.machines[r.machine]);
    }
    for (int n = 0; n < net.return_rule_count; ++n) {
        const return_rule& r = net.return_rules[n];
        out << router_address(net, r.at, 0)
            << (r.set_ttl != 0 ? " sets the TTL to " + std::to_string(r.set_ttl) : std::string(" drops"))
            << (r.answers ? " answers of " : "") << (r.complaints ? " complaints about " : "") << ports_of(net, r.ports)
            << "\n";
    }
    return out.str();
}

std::string explain(network net, std::uint64_t seed, const patience& p) {
    std::ostringstream out;
    out << describe(net) << "\n";
    kernel packets(net, seed);
    const auto all = investigate(net, packets, p, [&](const auto& sent, const auto& seen, std::uint64_t at_us) {
        out << "-- " << sent.size() << " packets at " << at_us / 1000 << " ms\n";
        for (std::size_t n = 0; n < sent.size(); ++n)
            out << "  " << describe(sent[n]) << ": " << describe(seen[n]) << "\n";
    });
    const auto worth_of = judge(net, packets, all);
    out << "\n"
        << all.packets << " packets, " << all.rounds << " rounds, " << static_cast<double>(all.took_us) / 1e6 << " s\n";
    for (std::size_t n = 0; n < all.probes.size(); ++n)
        out << describe(all.probes[n]) << ": " << describe(all.seen[n]) << "; truth: " << to_string(worth_of[n].real.is)
            << (worth_of[n].real.by != route::no_one ? " by " + router_address(net, worth_of[n].real.by, 0)
                                                     : std::string())
            << (worth_of[n].provable ? " (can be shown)" : "") << "; said: " << describe(all.known, n) << "; "
            << to_string(worth_of[n].is) << "\n";
    return out.str();
}

} // namespace fairway::sim
