#include "agent/output/format.hpp"

#include <array>

namespace fairway {

namespace {

constexpr std::array<output_format, 15> formats{{
    {"text", "for a terminal", render_text},
    {"html", "one self-contained page to open, mail or print", render_html},
    {"markdown", "tables for a wiki or a ticket", render_markdown},
    {"json", "everything, for programs; `fairway report` reads it", render_json},
    {"csv", "one line per span of ports, for a spreadsheet", render_csv},
    {"junit", "one test per finding, for a CI server", render_junit},
    {"nagios", "a plugin for Nagios and Icinga, with its exit codes", render_nagios},
    {"prometheus", "for the textfile collector of node_exporter", render_prometheus},
    {"change-request", "what the network team has to open and why, in Markdown", render_change_request_markdown},
    {"change-request-html", "the same as a page", render_change_request_html},
    {"change-request-csv", "the same as a table", render_change_request_csv},
    {"rules-nftables", "rules for hosts whose own firewall may block a flow: nftables", render_rules_nftables},
    {"rules-firewalld", "the same for firewalld", render_rules_firewalld},
    {"rules-ufw", "the same for ufw", render_rules_ufw},
    {"rules-windows", "the same for Windows", render_rules_windows},
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
