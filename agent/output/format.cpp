#include "agent/output/format.hpp"

#include <array>

namespace fairway {

namespace {

constexpr std::array<output_format, 15> formats{{
    {"text", render_text},
    {"json", render_json},
    {"html", render_html},
    {"markdown", render_markdown},
    {"csv", render_csv},
    {"junit", render_junit},
    {"nagios", render_nagios},
    {"prometheus", render_prometheus},
    {"change-request", render_change_request_markdown},
    {"change-request-html", render_change_request_html},
    {"change-request-csv", render_change_request_csv},
    {"rules-nftables", render_rules_nftables},
    {"rules-firewalld", render_rules_firewalld},
    {"rules-ufw", render_rules_ufw},
    {"rules-windows", render_rules_windows},
}};

} // namespace

const char* const format_help = R"(
Formats
  text                     for a terminal
  html                     one self-contained page to open, mail or print
  markdown                 tables for a wiki or a ticket
  json                     everything, for programs; `fairway report` reads it
  csv                      one line for each span of ports, for a spreadsheet
  junit                    one test for each finding, for a CI server
  nagios                   plugin output and exit codes for Nagios and Icinga
  prometheus               for the textfile collector of node_exporter
  change-request           what the network team has to open, and why, in Markdown
  change-request-html, change-request-csv
                           the same as an HTML page, and as a table
  rules-nftables, rules-firewalld, rules-ufw, rules-windows
                           rules for hosts whose own firewall may block something
)";

const output_format* find_format(std::string_view name) {
    for (const auto& f : formats)
        if (f.name == name) return &f;
    return nullptr;
}

std::string format_names() {
    std::string names;
    for (const auto& f : formats)
        names += (names.empty() ? "" : ", ") + std::string(f.name);
    return names;
}

} // namespace fairway
