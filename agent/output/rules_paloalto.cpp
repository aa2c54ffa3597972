#include "agent/output/network_rules.hpp"

#include <algorithm>
#include <set>

// PAN-OS: set commands of the configuration mode.
namespace fairway {

namespace {

/// At most this many ranges fit into the list of one service, of 1,023 characters.
constexpr std::size_t most_ranges = 80;

/// The services of a rule: one, or several that have its ports between them.
std::vector<named_ports> services_of(const named_ports& s) {
    if (s.ports.size() <= most_ranges) return {s};
    std::vector<named_ports> all;
    for (std::size_t at = 0; at < s.ports.size(); at += most_ranges) {
        const auto first = s.ports.begin() + static_cast<std::ptrdiff_t>(at);
        const auto last = s.ports.begin() + static_cast<std::ptrdiff_t>(std::min(at + most_ranges, s.ports.size()));
        all.push_back({s.name + "-" + std::to_string(all.size() + 1), s.protocol, {first, last}});
    }
    return all;
}

} // namespace

std::string render_rules_paloalto(const report_set& reports, const output_style& style) {
    const auto all = network_rules_for(reports);
    std::string text = network_preamble(all, reports, "#",
                                        {"Enter the lines without a # in configuration mode, then `commit`. Put the "
                                         "zones in place of `from any to any`.",
                                         "The rules go to the top of the rulebase."});
    std::set<std::string> told;
    for (const auto& g : all.groups)
        for (const auto& address : g.addresses)
            if (told.insert(address).second)
                text += "set address " + object_name(address) + " ip-netmask " + address +
                        (address.find(':') == std::string::npos ? "/32" : "/128") + "\n";
    for (const auto& g : all.groups)
        for (const auto& address : g.addresses)
            text += "set address-group " + g.name + " static " + object_name(address) + "\n";
    for (const auto& whole : all.services)
        for (const auto& s : services_of(whole))
            text += "set service " + s.name + " protocol " + std::string(to_string(s.protocol)) + " port " +
                    to_string(s.ports) + "\n";
    for (const auto& rule : all.rules) {
        const std::string begin = "set rulebase security rules " + rule.name + " ";
        text += begin + "from any to any source " + rule.source.name + " destination " + rule.destination.name +
                " application any\n";
        for (const auto& s : services_of(rule.service))
            text += begin + "service " + s.name + "\n";
        text += begin + "action allow log-end yes\n" + begin + "description \"" +
                plain(reason_for(rule.of, style.request), 250) + "\"\nmove rulebase security rules " + rule.name +
                " top\n";
    }
    return text + network_elsewhere(all, "#");
}

} // namespace fairway
