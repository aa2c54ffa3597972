#include "agent/output/format.hpp"
#include "agent/output/host_rules.hpp"
#include "agent/output/report_words.hpp"
#include "support/secret.hpp"
#include "text/columns.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// A name that no other rule has: Windows refuses a second one of the same name.
std::string name_of(const host_rule& rule) {
    constexpr std::size_t longest_list = 40;
    std::string ports = to_string(rule.ports);
    if (ports.size() > longest_list) ports = "ports-" + sha256_hex(ports).substr(0, 12);
    const std::string remotes =
        rule.remotes.size() == 1 ? rule.remotes.front() : "hosts-" + sha256_hex(joined(rule.remotes)).substr(0, 12);
    std::string name = std::string("fairway-") + (rule.inbound ? "in-" : "out-") +
                       std::string(to_string(rule.protocol)) + "-" + ports + (rule.inbound ? "-from-" : "-to-") +
                       remotes + (rule.inbound ? "-to-" : "-from-") + rule.local;
    std::replace(name.begin(), name.end(), ':', '_');
    return name;
}

std::string address_array(const std::vector<std::string>& addresses) {
    if (addresses.size() == 1) return "'" + addresses.front() + "'";
    std::string text;
    for (const auto& one : addresses)
        text += (text.empty() ? "'" : ", '") + one + "'";
    return "@(" + text + ")";
}

std::string port_array(const port_list& ports) {
    std::string text;
    for (const auto& range : ports)
        text += (text.empty() ? "'" : ", '") + to_string(range) + "'";
    return "@(" + text + ")";
}

} // namespace

std::string render_rules_windows(const report_set& reports, const output_style&) {
    const auto all = rules_for(reports);
    std::string text = rules_preamble(all, reports, "\r\n");
    if (!all.rules.empty())
        text += "#\r\n# Run in PowerShell as administrator. Block rules override allow rules; this lists them:\r\n"
                "#   Get-NetFirewallRule -Enabled True -Action Block\r\n"
                "# To remove these rules:  Remove-NetFirewallRule -Group 'Fairway'\r\n";
    for (const auto& rule : all.rules) {
        const std::string what = protocol_and_ports(rule.protocol, rule.ports, 60) +
                                 (rule.inbound ? " from " : " to ") + joined(rule.remotes, 3);
        text += "\r\n# " + host_heading(rule) + "\r\nNew-NetFirewallRule -Name '" + name_of(rule) +
                "' -DisplayName 'Fairway: " + what + "' -Group 'Fairway' -Direction " +
                (rule.inbound ? "Inbound" : "Outbound") + " -Action Allow -Profile Any -Protocol " +
                std::string(in_capitals(rule.protocol)) + (rule.inbound ? " -LocalPort " : " -RemotePort ") +
                port_array(rule.ports) + " -LocalAddress '" + rule.local + "' -RemoteAddress " +
                address_array(rule.remotes) + "\r\n";
    }
    return text + rules_elsewhere(all, "\r\n");
}

} // namespace fairway
