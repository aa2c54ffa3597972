#include "agent/output/plan.hpp"

#include "agent/output/report_words.hpp"
#include "matrix/rpc_ports.hpp"
#include "probes/identify/protocol.hpp"
#include "probes/path/control_port.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace fairway {

namespace {

/// What is sent to a port. Datagrams go unanswered unless they ask something, so those do even without `identify`.
std::string payload(const requirement& c, bool identify) {
    const bool tcp = c.flow->protocol == protocol::tcp;
    const auto* expected = identify::find_protocol(c.flow->identify, c.flow->protocol);
    if (expected == nullptr || (tcp && !identify)) return tcp ? "connect" : "empty datagram";
    return (tcp ? "connect, " : "") + std::string(expected->asked);
}

class plan_writer {
  public:
    plan_writer(const plan& p, const readiness& ready, const std::string& matrix_name, bool identify, std::size_t width,
                const check_pace& pace)
        : p_(p), ready_(ready), matrix_name_(matrix_name), identify_(identify), width_(width), pace_(pace) {}

    std::string write() {
        head();
        checks();
        skipped();
        inbound_flows();
        questions();
        inbound_ports();
        return std::move(text_);
    }

  private:
    static std::string control_tcp_ports() {
        return "TCP in " + std::to_string(first_control_port) + "-" +
               std::to_string(first_control_port + control_port_count - 1);
    }
    static std::string hop_checks() {
        return "hop checks: about 60 packets to each host behind a router, two to any other, more before anything is "
               "accused; most expire on the path. Besides the ports above they go to a few that no flow requires, " +
               control_tcp_ports() + " and UDP from " + std::to_string(first_unused_udp_port) + " on";
    }
    std::string control_ports_only() const {
        return "two SYNs to each host that accepts connections, more before anything is accused, to ports that no flow "
               "requires, " +
               control_tcp_ports() +
               (ready_.pings ? "; up to 30 pings with few hops to live to silent hosts, six at most" : "");
    }

    void line(const std::string& text = {}) { text_ += printable(text) + "\n"; }
    void block(const std::string& first, const std::string& text) {
        text_ += wrapped(printable(first), printable(text), width_);
    }
    void row(const std::string& first, const std::string& text) {
        text_ += beside_or_below(printable(first), printable(text), 6, width_);
    }

    void head() {
        std::set<std::string> targets;
        std::size_t ports = 0;
        for (const auto& c : p_.requirements) {
            targets.insert(c.target);
            ports += count(c.probed);
        }
        block("Phase: ", std::string(to_string(p_.phase)));
        block("Host:  ", p_.host + " as " + joined(p_.roles));
        if (!ready_.source.empty()) block("From:  ", source());
        block("Rules: ", matrix_name_);
        block("Plan:  ", counted(p_.requirements.size(), "flow", "flows") + " to " +
                             counted(targets.size(), "host", "hosts") + ", " + counted(ports, "port", "ports"));
        if (ports > 0) block("Time:  ", in_words(time_of(p_, pace_)));
    }

    std::string source() const {
        const auto& [v4, v6] = ready_.source;
        if (v4.empty()) return v6 + "; IPv4 addresses are not probed";
        if (v6.empty()) return v4 + "; IPv6 addresses are not probed";
        return v4 + " and " + v6;
    }

    /// ", from 10.0.7.3", or of each address; nothing of names, which are not looked up here.
    std::string from(const std::vector<std::string>& addresses) const {
        std::vector<std::string> each;
        std::set<std::string> different;
        for (const auto& a : addresses)
            if (const auto known = ready_.from.find(a); known != ready_.from.end()) {
                each.push_back(a + " " + known->second);
                different.insert(known->second);
            }
        if (each.empty()) return {};
        if (different.size() == 1 && each.size() == addresses.size()) return ", " + *different.begin();
        return ": " + joined(each, 4);
    }

    void checks() {
        line();
        line("Probed from here");
        if (p_.requirements.empty()) block("  ", "nothing: no flow leads from this host's roles to the given hosts");
        std::string target, proxy;
        for (const auto& c : p_.requirements) {
            if (c.target != target || c.proxy != proxy) {
                target = c.target;
                proxy = c.proxy;
                const bool itself = c.addresses.size() == 1 && c.addresses.front() == target;
                block("  ", target + (itself ? "" : " (" + joined(c.addresses, 4) + ")") +
                                (c.proxy.empty() ? from(c.addresses) : ", through proxy " + c.proxy) +
                                (c.installed ? "" : ", planned: its services may not exist yet"));
            }
            std::string ports = to_string(c.ports) + (c.flow->select == select::any ? " (any)" : "");
            if (count(c.probed) < count(c.ports)) ports += " (" + std::to_string(count(c.probed)) + " of them)";
            row("    " + padded(std::string(in_capitals(c.flow->protocol)) + " " + ports, 26) +
                    padded(payload(c, identify_), 28),
                c.flow->purpose + (!c.questions.empty() ? " (conditional)"
                                   : c.required         ? ""
                                                        : " (optional)"));
            for (const auto& q : c.questions)
                ++questions_[q];
            for (const auto& a : c.assumptions)
                ++assumptions_[a];
        }
        if (std::any_of(p_.requirements.begin(), p_.requirements.end(),
                        [](const auto& c) { return c.flow->listens != listens::external; }))
            block("  also: ", (ready_.hop_checks ? hop_checks() : control_ports_only()) +
                                  ". `fairway check --no-trace` sends none of them");
        if (identify_ && std::any_of(p_.requirements.begin(), p_.requirements.end(),
                                     [](const auto& c) { return c.flow->dynamic == "rpc"; }))
            block("  also: ", "the endpoint mapper (TCP 135) of each host with dynamic RPC ports is asked which are in "
                              "use, and those are probed (at most " +
                                  std::to_string(most_registered_probed) + " of each address)");
        if (identify_ && p_.finds_revocation)
            block("  also: ", "CRL and OCSP hosts that the certificates of these services name (at most 16)");
        std::set<std::string> resolved;
        for (const auto& c : p_.requirements)
            resolved.insert(c.flow->resolves.begin(), c.flow->resolves.end());
        if (identify_ && !resolved.empty())
            block("  also: ", "each DNS server that answers is asked to resolve every host with the role " +
                                  joined({resolved.begin(), resolved.end()}, 8, " or ") + ", forward and in reverse");
    }

    void questions() {
        if (!questions_.empty()) {
            line();
            block("Questions: ",
                  "the answers decide whether a flow is needed; until then it counts as a warning at worst");
        }
        for (const auto& [question, flows] : questions_)
            block("  ask: ", question + " [" + counted(flows, "flow depends on it", "flows depend on it") + "]");
        if (!assumptions_.empty()) {
            line();
            block("Assumed: ", "what is usual, as nothing else is stated; flows count in full because of it");
        }
        for (const auto& [assumption, flows] : assumptions_)
            block("  ", assumption + " [" + counted(flows, "flow depends on it", "flows depend on it") + "]");
    }

    void skipped() {
        if (p_.skipped.empty()) return;
        line();
        line("Not probed from here");
        std::map<std::pair<int, std::string>, std::vector<std::string>> reasons;
        for (const auto& n : p_.skipped)
            reasons[{n.why == skip_reason::needs_config ? 0 : 1,
                     n.text + (n.target.empty() ? "" : " (" + n.target + ")")}]
                .push_back(n.flow);
        for (const auto& [reason, flows] : reasons)
            block("  " + padded(reason.first == 0 ? "needs-config" : "not-applicable", 16),
                  reason.second + " [" + (flows.size() == 1 ? flows.front() : counted(flows.size(), "flow", "flows")) +
                      "]");
    }

    void inbound_flows() {
        if (p_.inbounds.empty()) return;
        line();
        line("Probed by others toward this host");
        std::map<std::string, std::vector<const inbound*>> by_role; // source role and own role
        for (const auto& in : p_.inbounds)
            by_role[in.flow->from + '\n' + in.role].push_back(&in);
        for (const auto& [key, flows] : by_role) {
            const auto* first = flows.front();
            const std::string peers = first->peers.empty() ? "no host in the site yet" : joined(first->peers, 4);
            block("  from ", first->flow->from + " (" + peers + ")");
            for (const auto* in : flows) {
                row("    " + padded(std::string(in_capitals(in->flow->protocol)) + " " + to_string(in->ports) +
                                        (in->flow->select == select::any ? " (any)" : ""),
                                    26),
                    in->flow->purpose + (in->questions.empty() ? "" : " (conditional)"));
                for (const auto& q : in->questions)
                    ++questions_[q];
            }
            const std::string others =
                first->from.size() > 1
                    ? " (or --as " + joined({first->from.begin() + 1, first->from.end()}, 8, " or ") + ")"
                    : "";
            block("    ", "run there" + others + ":");
            // A command to copy stays on one line.
            line("      fairway check --as " + first->from.front() + " --peer " + first->role + "=" + p_.host);
        }
    }

    void inbound_ports() {
        if (p_.inbounds.empty()) return;
        line();
        if (!ready_.is_this_machine) {
            block("", "Ports and firewall of " + p_.host + " can only be seen on " + p_.host + " itself.");
            return;
        }
        line("Ports that others need on this host, and what uses them now");
        std::map<std::pair<protocol, std::string>, port_list> needed;
        for (const auto& in : p_.inbounds)
            needed[{in.flow->protocol, to_string(in.ports)}] = in.ports;
        for (const auto& [key, ports] : needed) {
            std::map<std::string, std::vector<std::uint16_t>> taken; // by whom
            for (const auto& l : ready_.listeners) {
                if (l.protocol != key.first || !contains(ports, l.port)) continue;
                const std::string owner = (l.owner.empty() ? std::string("an unknown process") : l.owner) +
                                          (l.address.rfind("127.", 0) == 0 || l.address == "::1"
                                               ? ", on loopback only: others cannot reach it"
                                               : "");
                taken[owner].push_back(l.port);
            }
            row("  " + padded(std::string(in_capitals(key.first)) + " " + key.second, 26), holders(ports, taken));
        }
        line();
        line("This host's own firewall");
        for (const auto& fact : ready_.firewall)
            block("  ", fact);
    }

    /// "taken: sshd (pid 812)"; of a range "taken: 2500-2510 by sshd (pid 812), 2600 by nginx; the others are free"
    static std::string holders(const port_list& ports, const std::map<std::string, std::vector<std::uint16_t>>& taken) {
        if (taken.empty()) return "free: nothing listens yet";
        std::vector<std::string> words;
        std::vector<std::uint16_t> all;
        for (const auto& [owner, its] : taken) {
            words.push_back((count(ports) > 1 ? spaced_ports(from_ports(its)) + " by " : "") + owner);
            all.insert(all.end(), its.begin(), its.end());
        }
        return "taken: " + joined(words, 6, "; ") +
               (count(from_ports(all)) < count(ports) ? "; the others are free" : "");
    }

    const plan& p_;
    const readiness& ready_;
    const std::string& matrix_name_;
    bool identify_;
    std::size_t width_;
    const check_pace& pace_;
    std::map<std::string, std::size_t> questions_;   ///< open ones, and how many flows wait for each
    std::map<std::string, std::size_t> assumptions_; ///< and how many flows count in full because of each
    std::string text_;
};

} // namespace

std::string render_plan(const plan& p, const readiness& ready, const std::string& matrix_name, bool identify,
                        std::size_t width, const check_pace& pace) {
    return plan_writer(p, ready, matrix_name, identify, width, pace).write();
}

} // namespace fairway
