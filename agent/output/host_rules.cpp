#include "agent/output/host_rules.hpp"

#include "agent/output/columns.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"
#include "text/names.hpp"

#include <algorithm>

namespace fairway {

namespace {

bool needs_elsewhere(const request_line& l) {
    return l.where.is_on_path() || l.of->requirement.flow->listens == listens::external;
}

/// What they are, for which hosts.
std::vector<std::string> preamble(const host_rules& rules, const report& r) {
    std::vector<std::string> lines;
    lines.push_back("Made by Fairway " + harmless(r.fairway) + " from the check of " + harmless(r.host) + " at " +
                    harmless(r.started_at) + ".");
    if (rules.rules.empty()) {
        lines.emplace_back(
            "No host's own firewall is in the way, as far as this check can tell: there is no rule here.");
        return lines;
    }
    std::vector<std::string> hosts;
    for (const auto& rule : rules.rules)
        if (const auto host = harmless(rule.host, 60); std::find(hosts.begin(), hosts.end(), host) == hosts.end())
            hosts.push_back(host);
    lines.push_back("For the hosts: " + joined(hosts, 20) + ".");
    lines.emplace_back(
        "Each rule names the address of the host that it is for: the whole file can be run on each of them.");
    lines.emplace_back("Where addresses are translated on the way (NAT), put in the ones that the host itself sees.");
    lines.emplace_back("Read the rules before you run them. A firewall on the way may need the same.");
    return lines;
}

/// A comment in shell, PowerShell and nft alike.
std::string comment(const std::vector<std::string>& lines, std::string_view sign, std::string_view line_end) {
    std::string text;
    for (const auto& line : lines)
        text.append(sign).append(line).append(line_end);
    return text;
}

} // namespace

std::string plain_address(const std::string& address) {
    const std::string plain = address.substr(0, address.find('%'));
    return is_ip_address(plain) ? plain : std::string();
}

host_rules rules_for(const change_request& request, const report& r) {
    host_rules all;
    for (const auto& l : request.lines) {
        if (l.kind == request_kind::optional) continue;
        host_rule rule;
        rule.inbound = l.where.kind != blocker_kind::this_machine;
        rule.host = rule.inbound ? l.of->requirement.target : r.host;
        const auto source = plain_address(l.source), destination = plain_address(l.destination);
        rule.local = rule.inbound ? destination : source;
        rule.remote = rule.inbound ? source : destination;
        rule.v6 = destination.find(':') != std::string::npos;
        rule.protocol = l.of->requirement.flow->protocol;
        rule.ports = l.ports;
        rule.confirm = l.kind == request_kind::confirm;
        rule.flows = {l.of->requirement.flow->id};
        const bool same_family = rule.v6 == (source.find(':') != std::string::npos);
        if ((rule.inbound && needs_elsewhere(l)) || source.empty() || destination.empty() || !same_family ||
            l.ports.empty()) {
            all.elsewhere.push_back(l);
            continue;
        }
        const auto same = std::find_if(all.rules.begin(), all.rules.end(), [&](const host_rule& o) {
            return o.inbound == rule.inbound && o.host == rule.host && o.local == rule.local &&
                   o.remote == rule.remote && o.protocol == rule.protocol && o.confirm == rule.confirm;
        });
        if (same == all.rules.end()) {
            all.rules.push_back(std::move(rule));
            continue;
        }
        same->ports.insert(same->ports.end(), rule.ports.begin(), rule.ports.end());
        same->ports = normalize(std::move(same->ports));
        if (std::find(same->flows.begin(), same->flows.end(), rule.flows.front()) == same->flows.end())
            same->flows.push_back(rule.flows.front());
    }
    // The rules of one host together, hosts in the order in which they come.
    std::vector<std::string> hosts;
    for (const auto& rule : all.rules)
        if (std::find(hosts.begin(), hosts.end(), rule.host) == hosts.end()) hosts.push_back(rule.host);
    const auto place = [&](const host_rule& rule) { return std::find(hosts.begin(), hosts.end(), rule.host); };
    std::stable_sort(all.rules.begin(), all.rules.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return all;
}

std::string host_heading(const host_rule& rule) {
    std::string text = (rule.inbound ? "Inbound, on " : "Outbound, on ") + harmless(rule.host, 60) + ": " +
                       (rule.inbound ? "from " : "to ") + rule.remote;
    if (rule.confirm) text += " (to be confirmed: it may be that nothing listens there yet)";
    std::string flows;
    for (std::size_t i = 0; i < rule.flows.size() && i < 3; ++i)
        flows += (i == 0 ? "" : ", ") + harmless(rule.flows[i], 80);
    if (rule.flows.size() > 3) flows += " and " + std::to_string(rule.flows.size() - 3) + " more";
    return text + "; flow " + flows;
}

std::string rules_preamble(const host_rules& rules, const report& r, std::string_view line_end) {
    return comment(preamble(rules, r), "# ", line_end);
}

std::vector<std::string> elsewhere_in_words(const host_rules& rules) {
    std::vector<std::string> lines;
    for (const auto& l : rules.elsewhere)
        lines.push_back(protocol_and_ports(l.of->requirement.flow->protocol, l.ports, 60) + " from " +
                        (l.source.empty() ? "an unknown address" : harmless(l.source, 50)) + " to " +
                        harmless(l.destination, 50) + " (" + harmless(l.of->requirement.target, 60) + ")" +
                        (l.where.is_on_path() ? ": stopped by " + harmless(l.culprit, 60) : ""));
    return lines;
}

std::string rules_elsewhere(const host_rules& rules, std::string_view line_end) {
    if (rules.elsewhere.empty()) return {};
    const std::string end(line_end);
    return end + "# Not stopped by these hosts, so no rule here helps:" + end +
           comment(elsewhere_in_words(rules), "#   ", line_end);
}

} // namespace fairway
