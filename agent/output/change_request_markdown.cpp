#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// Code as it is, between fences that nothing in it can close: they are longer than all backticks in it.
std::string fenced(std::string text, const char* language) {
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    std::size_t longest = 2, run = 0;
    for (const char c : text)
        longest = std::max(longest, run = c == '`' ? run + 1 : 0);
    const std::string fence(longest + 1, '`');
    return fence + language + "\n" + text + fence + "\n";
}

std::string page(const report& r, const flow& f) {
    const auto rows = rows_in_words(f);
    if (rows.empty() || !is_web_address(r.source_url)) return markdown(rows);
    return "[" + markdown(rows) + "](" + markdown_link(r.source_url) + ")";
}

} // namespace

std::string render_change_request_markdown(const report& r, const output_style&) {
    const auto request = make_change_request(r);
    std::string text = "# Firewall change request: " + markdown(r.host) + "\n\n" + "Observed by Fairway " +
                       markdown(r.fairway) + " from " + markdown(who(r)) + " at " + markdown(r.started_at) +
                       ". Row numbers refer to " + markdown_link(r.source_url) + ".\n";
    if (!r.complete) text += "\n**The check was interrupted:** more changes may be needed.\n";
    if (request.lines.empty()) text += "\n**" + nothing_to_change(r) + "**\n";
    for (const auto& section : request_sections) {
        bool begun = false;
        for (const auto& l : request.lines) {
            if (l.kind != section.kind) continue;
            if (!begun)
                text += std::string("\n## ") + section.title + "\n\n" + section.meaning +
                        "\n\n| Source | Destination | Protocol | Ports | Where it stops | Evidence | Purpose | Page |\n"
                        "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
            begun = true;
            const flow& f = *l.of->requirement.flow;
            text += "| " + markdown(l.source.empty() ? "unknown" : l.source) + "<br>" + markdown(r.host) + " | " +
                    markdown(l.destination) + "<br>" + markdown(l.of->requirement.target) + " | " +
                    std::string(in_capitals(f.protocol)) + " | " + markdown(to_string(l.ports)) + " | " +
                    markdown(l.culprit.empty() ? "unknown" : l.culprit) + " | " + markdown(l.evidence) + " | " +
                    markdown(f.purpose) + " | " + page(r, f) + " |\n";
        }
    }
    if (!request.not_a_firewall_matter.empty()) {
        text += std::string("\n## ") + not_a_firewall_matter_title + "\n\n" + not_a_firewall_matter_meaning +
                "\n\n| Target | Ports | Finding | What was seen | What to do |\n| --- | --- | --- | --- | --- |\n";
        for (const auto* f : request.not_a_firewall_matter)
            text += "| " + markdown(f->requirement.target) + " | " +
                    markdown(protocol_and_ports(f->requirement.flow->protocol, f->requirement.ports)) + " | " +
                    std::string(to_string(f->kind)) + " | " + markdown(f->text) + " | " + markdown(f->advice) + " |\n";
    }
    const auto rules = all_ready_rules(r);
    if (!rules.empty()) text += "\n## Ready-to-use rules for the hosts\n";
    for (const auto& one : rules)
        text += std::string("\n### ") + one.title + "\n\n" +
                fenced(one.text, std::string_view(one.format) == "rules-windows"    ? "powershell"
                                 : std::string_view(one.format) == "rules-nftables" ? ""
                                                                                    : "sh");
    return text;
}

} // namespace fairway
