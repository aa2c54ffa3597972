#include "agent/output/format.hpp"
#include "agent/output/host_rules.hpp"
#include "agent/output/network_rules.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"

namespace fairway {

namespace {

/// "3001-3300", "{ 443, 3001-3300 }"
std::string set_of(const port_list& ports) {
    if (ports.size() == 1) return to_string(ports.front());
    std::string set;
    for (const auto& range : ports)
        set += (set.empty() ? "{ " : ", ") + to_string(range);
    return set + " }";
}

/// "10.0.0.5", "{ 10.0.0.5, 10.0.0.6 }"
std::string set_of(const std::vector<std::string>& addresses) {
    return addresses.size() == 1 ? addresses.front() : "{ " + joined(addresses) + " }";
}

std::string statement(bool v6, const std::string& from, const std::string& to, protocol p, const port_list& ports) {
    const std::string ip = v6 ? "ip6" : "ip";
    return ip + " saddr " + from + " " + ip + " daddr " + to + " " + std::string(to_string(p)) + " dport " +
           set_of(ports) + " counter accept comment \"fairway\"";
}

/// What stands between: a router that is a Linux machine takes the same rules, in the chain of what it forwards.
std::string for_routers(const report_set& reports) {
    std::string text;
    for (const auto& rule : network_rules_for(reports).rules)
        if (rule.of.stops.is_on_path())
            text += "#insert rule inet filter forward " +
                    statement(rule.of.v6, set_of(rule.source.addresses), set_of(rule.destination.addresses),
                              rule.of.protocol, rule.of.ports) +
                    "\n";
    if (!text.empty())
        text.insert(0, "# If the device that blocks it is a Linux router, these lines (without the #) are for it:\n");
    return text;
}

} // namespace

std::string render_rules_nftables(const report_set& reports, const output_style&) {
    const auto all = rules_for(reports);
    std::string text = "#!/usr/sbin/nft -f\n" + rules_preamble(all, reports);
    if (!all.rules.empty())
        text += R"(#
# Check:  nft -c -f FILE      says whether it would work, and changes nothing
# Apply:  nft -f FILE         all of it or, if something does not fit, nothing
#
# A packet is dropped if any base chain of its hook drops it; an accept in another table does not help. So these rules
# go to the top of the chain that drops now: "input" (and "output") in the table "inet filter", as in most setups.
# `nft list chains` shows the names on this host. If they differ, for example "inet mytable in":
#         sed 's/inet filter input/inet mytable in/' FILE | nft -f -
# The rules last until the ruleset is reloaded. To keep them, add the part after "insert rule ... input" to that chain
# in /etc/nftables.conf, before the line that drops. Applying this file twice adds each rule twice. If firewalld or ufw
# manages this host's rules, use the format rules-firewalld or rules-ufw instead. A Linux router that drops needs the same
# rules in its forward chain:
#         sed 's/inet filter input/inet filter forward/' FILE | nft -f -
)";
    for (const auto& rule : all.rules) {
        text += "\n# " + host_heading(rule) + "\ninsert rule inet filter " + (rule.inbound ? "input " : "output ") +
                (rule.inbound ? statement(rule.v6, set_of(rule.remotes), rule.local, rule.protocol, rule.ports)
                              : statement(rule.v6, rule.local, set_of(rule.remotes), rule.protocol, rule.ports)) +
                "\n";
    }
    return text + rules_elsewhere(all) + for_routers(reports);
}

} // namespace fairway
