#include "agent/output/format.hpp"
#include "agent/output/host_rules.hpp"
#include "agent/output/report_words.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr const char* policy = "fairway-out";

// A priority below 0 comes before rules that deny; those of the same priority would win.
std::string rich_rule(const host_rule& rule, const std::string& remote, const port_range& ports) {
    const std::string& from = rule.inbound ? remote : rule.local;
    const std::string& to = rule.inbound ? rule.local : remote;
    return "'rule priority=\"-100\" family=\"" + std::string(rule.v6 ? "ipv6" : "ipv4") + "\" source address=\"" +
           from + "\" destination address=\"" + to + "\" port port=\"" + to_string(ports) + "\" protocol=\"" +
           std::string(to_string(rule.protocol)) + "\" accept'";
}

} // namespace

std::string render_rules_firewalld(const report_set& reports, const output_style&) {
    const auto all = rules_for(reports);
    std::string text = "#!/bin/sh\n" + rules_preamble(all, reports);
    const bool outbound =
        std::any_of(all.rules.begin(), all.rules.end(), [](const auto& rule) { return !rule.inbound; });
    if (!all.rules.empty())
        text += R"(#
# Run as root. The rules go to the default zone; if the interface is in another zone (`firewall-cmd --get-active-zones`
# shows it), add --zone=NAME to each line. The last line activates them; they survive a restart.
set -e
)";
    if (outbound)
        text +=
            std::string("\n# firewalld filters outbound traffic only through policies; this is the policy for it.\n") +
            "firewall-cmd --permanent --get-policies | grep -qw " + policy +
            " || firewall-cmd --permanent --new-policy=" + policy + "\nfirewall-cmd --permanent --policy=" + policy +
            " --set-priority=-100\nfirewall-cmd --permanent --policy=" + policy +
            " --add-ingress-zone=HOST\nfirewall-cmd --permanent --policy=" + policy + " --add-egress-zone=ANY\n";
    for (const auto& rule : all.rules) {
        text += "\n# " + host_heading(rule) + "\n";
        for (const auto& remote : rule.remotes)
            for (const auto& range : rule.ports)
                text += std::string("firewall-cmd --permanent ") +
                        (rule.inbound ? "" : std::string("--policy=") + policy + " ") +
                        "--add-rich-rule=" + rich_rule(rule, remote, range) + "\n";
    }
    if (!all.rules.empty()) text += "\nfirewall-cmd --reload\n";
    return text + rules_elsewhere(all);
}

} // namespace fairway
