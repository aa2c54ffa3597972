#include "agent/output/network_rules.hpp"

// Cisco ASA 9.0 and later: object groups and extended access lists.
namespace fairway {

std::string render_rules_asa(const report_set& reports, const output_style& style) {
    const auto all = network_rules_for(reports);
    std::string text = network_preamble(
        all, reports, "!",
        {"Enter these lines in configuration mode. Put the name of the access list of the interface where the",
         "sources are in place of FAIRWAY; `show running-config access-group` shows it. The rules go to its top.",
         "If addresses are translated (NAT), an access list has the real ones: correct the groups."});
    for (const auto& g : all.groups) {
        text += "!\nobject-group network " + g.name + "\n";
        for (const auto& address : g.addresses)
            text += " network-object host " + address + "\n";
    }
    for (const auto& s : all.services) {
        text += "!\nobject-group service " + s.name + " " + std::string(to_string(s.protocol)) + "\n";
        for (const auto& range : s.ports)
            text += range.first == range.last
                        ? " port-object eq " + std::to_string(range.first) + "\n"
                        : " port-object range " + std::to_string(range.first) + " " + std::to_string(range.last) + "\n";
    }
    for (const auto& rule : all.rules)
        // Each goes to the top: the remark, which comes last, stands above its rule.
        text += "!\naccess-list FAIRWAY line 1 extended permit " + std::string(to_string(rule.of.protocol)) +
                " object-group " + rule.source.name + " object-group " + rule.destination.name + " object-group " +
                rule.service.name + "\naccess-list FAIRWAY line 1 remark " +
                plain(reason_for(rule.of, style.request), 100) + "\n";
    return text + (all.elsewhere.empty() ? "" : "!\n") + network_elsewhere(all, "!");
}

} // namespace fairway
