#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/ready_rules.hpp"
#include "agent/output/report_words.hpp"
#include "agent/output/request_markdown.hpp"
#include "text/columns.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// One line of a table.
std::string request_row(const firewall_request& r) {
    std::string purposes, pages;
    for (const auto& why : r.required_by) {
        if (const auto one = markdown(why.purpose); purposes.find(one) == std::string::npos)
            purposes += (purposes.empty() ? "" : "<br>") + one;
        if (const auto one = page_link(why); pages.find(one) == std::string::npos)
            pages += (pages.empty() ? "" : "<br>") + one;
    }
    return "| " + markdown_end(r.source) + " | " + markdown_end(r.destination) + " | " +
           std::string(in_capitals(r.protocol)) + " | " + markdown(to_string(r.ports)) + " | " +
           markdown(r.where.empty() ? "unknown" : r.where) + " | " + markdown(evidence_in_words(r)) + " | " + purposes +
           " | " + pages + " |\n";
}

} // namespace

std::string render_change_request_markdown(const report_set& reports, const output_style& style) {
    const auto all = make_firewall_requests(reports);
    std::string text =
        "# Firewall change request: " + markdown(title_of(reports)) + "\n\n" + markdown(observed_in_words(reports));
    const auto pages = pages_of(reports);
    for (std::size_t i = 0; i < pages.size(); ++i)
        text += (i == 0 ? " Row numbers refer to " : ", ") + markdown_link(pages[i]);
    text += pages.empty() ? "\n" : ".\n";
    if (const auto known = details_in_words(style.request); !known.empty()) text += "\n" + markdown(known) + "\n";
    for (const auto& note : reports.notes)
        text += "\n" + markdown(note) + ".\n";
    if (const auto who = interrupted_in_words(reports); !who.empty())
        text += "\n**" + markdown(who) + "** more changes may be needed.\n";
    if (all.requests.empty()) text += "\n**" + nothing_to_change(reports) + "**\n";
    for (const auto& section : request_sections) {
        std::size_t begun = 0; // number of the last request
        for (const auto& r : all.requests) {
            if (r.kind != section.kind) continue;
            if (begun == 0) text += std::string("\n## ") + section.title + "\n\n" + section.meaning + "\n";
            if (begun != r.number)
                text += "\n### " + markdown(request_title(r)) +
                        "\n\n| Source | Destination | Protocol | Ports | Where it stops | Evidence | Purpose | Page |\n"
                        "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
            begun = r.number;
            text += request_row(r);
        }
    }
    if (!all.others.empty()) {
        text += std::string("\n## ") + not_a_firewall_matter_title + "\n\n" + not_a_firewall_matter_meaning +
                "\n\n| Target | Ports | Finding | What was seen | What to do |" +
                (reports.is_one() ? "" : " Seen from |") + "\n| --- | --- | --- | --- | --- |" +
                (reports.is_one() ? "" : " --- |") + "\n";
        for (const auto& other : all.others) {
            const finding& f = *other.of;
            text += "| " + markdown(f.requirement.target) + " | " +
                    markdown(protocol_and_ports(f.requirement.flow->protocol, f.requirement.ports)) + " | " +
                    std::string(to_string(f.kind)) + " | " + markdown(f.text) + " | " + markdown(f.advice) + " |" +
                    (reports.is_one() ? "" : " " + markdown(joined(other.hosts, 5)) + " |") + "\n";
        }
    }
    if (const auto groups = large_groups(all); !groups.empty()) {
        text += "\n## Object groups\n";
        for (const auto* group : groups)
            text += markdown_members(*group);
    }
    const auto rules = all_ready_rules(reports, style);
    if (!rules.empty()) text += "\n## Ready-to-use rules\n";
    for (const auto& one : rules)
        text += std::string("\n### ") + one.title + "\n\n" + fenced(one.text, one.language);
    return text;
}

} // namespace fairway
