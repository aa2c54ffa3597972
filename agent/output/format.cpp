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

const char* const format_help =
    R"(  --format FORMAT          text (default), or one of
                             html, markdown      for people: one self-contained page; tables for a wiki
                             json, csv           for programs: everything; a line for each span of ports
                             junit               for a CI server: a test for each finding
                             nagios              a plugin for Nagios and Icinga, with its exit codes
                             prometheus          for node_exporter's textfile collector
                             change-request      for the network team, in Markdown: what to open, and why;
                               also change-request-html, change-request-csv
                             rules-nftables, rules-firewalld, rules-ufw, rules-windows
                                                 ready rules for the hosts whose own firewall may be in the way
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
