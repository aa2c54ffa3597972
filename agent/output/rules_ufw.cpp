#include "agent/output/host_rules.hpp"
#include "agent/output/report_words.hpp"

namespace fairway {

namespace {

std::string in_ufw(const port_range& ports) {
    if (ports.first == ports.last) return std::to_string(ports.first);
    return std::to_string(ports.first) + ":" + std::to_string(ports.last);
}

} // namespace

std::string ufw_rules(const report& r) {
    const auto all = rules_for(make_change_request(r), r);
    std::string text = "#!/bin/sh\n";
    for (const auto& line : rules_preamble(all, r))
        text += "# " + line + "\n";
    if (!all.rules.empty())
        text += R"(#
# Run as root. The rules go before those that are there, as the first that fits decides, and count at once;
# `ufw status numbered` shows them, `ufw delete NUMBER` takes one away.
set -e
)";
    for (const auto& rule : all.rules) {
        text += "\n# " + host_heading(rule) + "\n";
        const std::string& from = rule.inbound ? rule.remote : rule.local;
        const std::string& to = rule.inbound ? rule.local : rule.remote;
        for (const auto& range : rule.ports)
            text += std::string("ufw prepend allow ") + (rule.inbound ? "in" : "out") + " proto " +
                    std::string(to_string(rule.protocol)) + " from " + from + " to " + to + " port " + in_ufw(range) +
                    " comment 'fairway'\n";
    }
    if (const auto lines = elsewhere_in_words(all); !lines.empty()) {
        text += "\n# Not stopped by these hosts, so no rule here helps:\n";
        for (const auto& line : lines)
            text += "#   " + line + "\n";
    }
    return text;
}

} // namespace fairway
