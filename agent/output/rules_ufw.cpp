#include "agent/output/format.hpp"
#include "agent/output/host_rules.hpp"
#include "agent/output/report_words.hpp"

namespace fairway {

namespace {

std::string in_ufw(const port_range& ports) {
    if (ports.first == ports.last) return std::to_string(ports.first);
    return std::to_string(ports.first) + ":" + std::to_string(ports.last);
}

} // namespace

std::string render_rules_ufw(const report_set& reports, const output_style&) {
    const auto all = rules_for(reports);
    std::string text = "#!/bin/sh\n" + rules_preamble(all, reports);
    if (!all.rules.empty())
        text += R"(#
# Run as root. The first matching rule decides, so these go before the existing ones; they take effect at once.
# `ufw status numbered` lists them, `ufw delete NUMBER` removes one.
set -e
)";
    for (const auto& rule : all.rules) {
        text += "\n# " + host_heading(rule) + "\n";
        for (const auto& remote : rule.remotes)
            for (const auto& range : rule.ports)
                text += std::string("ufw prepend allow ") + (rule.inbound ? "in" : "out") + " proto " +
                        std::string(to_string(rule.protocol)) + " from " + (rule.inbound ? remote : rule.local) +
                        " to " + (rule.inbound ? rule.local : remote) + " port " + in_ufw(range) +
                        " comment 'fairway'\n";
    }
    return text + rules_elsewhere(all);
}

} // namespace fairway
