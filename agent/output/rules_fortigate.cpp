#include "agent/output/network_rules.hpp"

#include <algorithm>
#include <set>

// FortiOS 6.4 and later: one table of policies for IPv4 and IPv6.
namespace fairway {

namespace {

bool is_v6(const named_group& g) {
    return g.addresses.front().find(':') != std::string::npos;
}

std::string addresses(const network_rules& all, bool v6) {
    std::set<std::string> told;
    std::string text;
    for (const auto& g : all.groups)
        for (const auto& address : g.addresses)
            if (is_v6(g) == v6 && told.insert(address).second)
                text += "    edit \"" + object_name(address) + "\"\n        set " +
                        (v6 ? "ip6 " + address + "/128" : "subnet " + address + " 255.255.255.255") + "\n    next\n";
    return text.empty() ? text : std::string("config firewall address") + (v6 ? "6" : "") + "\n" + text + "end\n";
}

std::string groups(const network_rules& all, bool v6) {
    std::string text;
    for (const auto& g : all.groups) {
        if (is_v6(g) != v6) continue;
        text += "    edit \"" + g.name + "\"\n        set member";
        for (const auto& address : g.addresses)
            text += " \"" + object_name(address) + "\"";
        text += "\n    next\n";
    }
    return text.empty() ? text : std::string("config firewall addrgrp") + (v6 ? "6" : "") + "\n" + text + "end\n";
}

std::string services(const network_rules& all) {
    std::string text = "config firewall service custom\n";
    for (const auto& s : all.services) {
        text += "    edit \"" + s.name + "\"\n        set " + std::string(to_string(s.protocol)) + "-portrange";
        for (const auto& range : s.ports)
            text += " " + to_string(range);
        text += "\n    next\n";
    }
    return text + "end\n";
}

} // namespace

std::string render_rules_fortigate(const report_set& reports, const output_style& style) {
    const auto all = network_rules_for(reports);
    std::string text = network_preamble(
        all, reports, "#",
        {"Put the interfaces of sources and destinations in place of \"any\". New policies go to the end: move them",
         "above the policy that denies, e.g. `move 17 before 9` in `config firewall policy`."});
    if (!all.rules.empty()) {
        text += addresses(all, false) + addresses(all, true) + groups(all, false) + groups(all, true) + services(all) +
                "config firewall policy\n";
        for (const auto& rule : all.rules) {
            const std::string six = rule.of.v6 ? "6" : "";
            text += "    edit 0\n        set name \"" + rule.name +
                    "\"\n        set srcintf \"any\"\n        set dstintf \"any\"\n        set srcaddr" + six + " \"" +
                    rule.source.name + "\"\n        set dstaddr" + six + " \"" + rule.destination.name +
                    "\"\n        set action accept\n        set schedule \"always\"\n        set service \"" +
                    rule.service.name + "\"\n        set logtraffic all\n        set comments \"" +
                    plain(reason_for(rule.of, style.request), 250) + "\"\n    next\n";
        }
        text += "end\n";
    }
    return text + network_elsewhere(all, "#");
}

} // namespace fairway
