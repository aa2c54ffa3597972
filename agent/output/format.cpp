#include "agent/output/format.hpp"

#include <array>

namespace fairway {

namespace {

constexpr std::array<output_format, 20> formats{{
    {"text", "for a terminal", render_text},
    {"html", "one self-contained page to open, mail or print", render_html},
    {"markdown", "tables for a wiki or a ticket", render_markdown},
    {"json", "everything, for programs; `fairway report` reads it", render_json},
    {"csv", "one line per span of ports, for a spreadsheet", render_csv},
    {"junit", "one test per finding, for a CI server", render_junit},
    {"nagios", "a plugin for Nagios and Icinga, with its exit codes", render_nagios},
    {"prometheus", "for the textfile collector of node_exporter", render_prometheus},
    {"change-request", "what the network team has to open and why, in Markdown", nullptr,
     render_change_request_markdown},
    {"change-request-html", "the same as a page", nullptr, render_change_request_html},
    {"change-request-csv", "the same as a table", nullptr, render_change_request_csv},
    {"rules-nftables", "rules for hosts whose own firewall may block a flow: nftables", nullptr, render_rules_nftables},
    {"rules-firewalld", "the same for firewalld", nullptr, render_rules_firewalld},
    {"rules-ufw", "the same for ufw", nullptr, render_rules_ufw},
    {"rules-windows", "the same for Windows", nullptr, render_rules_windows},
    {"rules-asa", "rules for firewalls between the hosts: Cisco ASA", nullptr, render_rules_asa},
    {"rules-fortigate", "the same for FortiGate", nullptr, render_rules_fortigate},
    {"rules-paloalto", "the same for Palo Alto, as set commands", nullptr, render_rules_paloalto},
    {"rules-aws", "the same for security groups of AWS, in JSON", nullptr, render_rules_aws},
    {"rules-azure", "the same for network security groups of Azure, in JSON", nullptr, render_rules_azure},
}};

} // namespace

std::span<const output_format> output_formats() {
    return formats;
}

const output_format* find_format(std::string_view name) {
    for (const auto& f : formats)
        if (f.name == name) return &f;
    return nullptr;
}

} // namespace fairway
