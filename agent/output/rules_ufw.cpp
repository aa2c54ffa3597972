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

std::string render_rules_ufw(const report& r, const output_style&) {
    const auto all = rules_for(make_change_request(r), r);
    std::string text = "#!/bin/sh\n" + rules_preamble(all, r);
    if (!all.rules.empty())
        text += R"(#
# Run as root. The first matching rule decides, so these go before the existing ones; they take effect at once.
# `ufw status numbered` lists them, `ufw delete NUMBER` removes one.
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
    return text + rules_elsewhere(all);
}

} // namespace fairway
