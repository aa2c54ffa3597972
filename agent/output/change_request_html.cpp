#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/html_page.hpp"
#include "agent/output/ready_rules.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"

#include <algorithm>

namespace fairway {

namespace {

outcome sign_of(request_kind k) {
    switch (k) {
    case request_kind::allow: return outcome::fail;
    case request_kind::confirm: return outcome::unknown;
    case request_kind::optional: return outcome::warn;
    }
    return outcome::unknown;
}

/// A fact of a card; `value` is markup.
std::string card_fact(const char* name, const std::string& value) {
    if (value.empty()) return {};
    return std::string("<div><dt>") + name + "</dt><dd>" + value + "</dd></div>";
}

std::string html_end(const object_group& group) {
    if (group.members.size() > most_members_inline)
        return "<a href=\"#" + group_name(group) + "\">" + group_name(group) + "</a>, " +
               std::to_string(group.members.size()) + " addresses";
    std::string text;
    for (const auto& m : group.members) {
        const auto names = joined(m.names, 5);
        text += (text.empty() ? "" : "<br>") + ("<b>" + markup(address_of(m)) + "</b>") +
                (names == m.address ? "" : " " + markup(names));
    }
    return text;
}

std::string card(const firewall_request& r, const request_details& known) {
    std::string why, pages, flows;
    for (const auto& one : r.required_by) {
        if (const auto purpose = markup(one.purpose); why.find(purpose) == std::string::npos)
            why += (why.empty() ? "" : "<br>") + purpose;
        pages += (pages.empty() ? "" : "<br>") + html_link(one.source_url, rows_in_words(one.rows)) + " of " +
                 markup(one.matrix);
        flows += (flows.empty() ? "<code>" : "<br><code>") + markup(one.flow) + "</code>";
    }
    const outcome sign = sign_of(r.kind);
    return "<article class=\"card request " + std::string(to_string(sign)) + "\">\n<h3>" +
           html_outcome(sign, to_string(r.kind)) + " <span class=\"what\">" +
           markup(std::string(in_capitals(r.protocol)) + " " + spaced_ports(r.ports)) +
           "</span></h3>\n<dl class=\"facts\">" + card_fact("Source", html_end(r.source)) +
           card_fact("Destination", html_end(r.destination)) +
           card_fact("Action", r.kind == request_kind::optional ? "none" : "permit") +
           card_fact("Where it stops", markup(r.where.empty() ? "unknown" : r.where)) +
           card_fact("Evidence", markup(evidence_in_words(r))) + card_fact("Seen", markup(seen_at(r))) +
           card_fact("Needed for", why) + card_fact("Page", pages) + card_fact("Flow", flows) +
           card_fact("Source owner", markup(joined(r.source.owners, 5, "; "))) +
           card_fact("Target owner", markup(joined(r.destination.owners, 5, "; "))) +
           card_fact("Requester", markup(known.requester)) + card_fact("Ticket", markup(known.ticket)) +
           card_fact("Expires", markup(known.expires)) + "</dl>\n</article>\n";
}

std::string html_members(const object_group& group) {
    std::string text = "<section class=\"members\"><h3 id=\"" + group_name(group) + "\">" + group_name(group) +
                       "</h3><ul class=\"plain\">\n";
    for (const auto& m : group.members)
        text += "<li><b>" + markup(address_of(m)) + "</b> " + markup(joined(m.names, 20)) + "</li>\n";
    return text + "</ul></section>\n";
}

std::string others(const firewall_requests& all, bool one_host) {
    if (all.others.empty()) return {};
    std::string text =
        std::string("<section><h2>") + not_a_firewall_matter_title + "</h2><p>" + not_a_firewall_matter_meaning +
        "</p>\n<div class=\"wide\"><table><thead><tr><th>Target</th><th>Ports</th><th>Finding</th><th>What "
        "was seen</th><th>What to do</th>" +
        (one_host ? "" : "<th>Seen from</th>") + "</tr></thead><tbody>\n";
    for (const auto& other : all.others) {
        const finding& f = *other.of;
        text += "<tr>" + html_cell(f.requirement.target) +
                html_cell(std::string(in_capitals(f.requirement.flow->protocol)) + " " +
                          spaced_ports(f.requirement.ports)) +
                "<td>" + html_outcome(counts_as(f), to_string(f.kind)) + "</td>" + html_cell(f.text) +
                html_cell(f.advice) + (one_host ? "" : html_cell(joined(other.hosts, 5))) + "</tr>\n";
    }
    return text + "</tbody></table></div></section>\n";
}

/// Rules as they are, line by line; only markup is made harmless.
std::string listing(const std::string& text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto line_end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, line_end - at);
        if (line.ends_with('\r')) line.pop_back();
        result += markup(line) + "\n";
        at = line_end + 1;
    }
    return result;
}

/// One language at a time: the chosen one, without a script.
std::string dialects(const std::vector<ready_rules>& rules) {
    if (rules.empty()) return {};
    std::string text = "<section><h2>Ready-to-use rules</h2>\n<div class=\"dialects\">\n";
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const std::string name = rules[i].format;
        text += "<input type=\"radio\" name=\"dialect\" id=\"" + name + "\"" + (i == 0 ? " checked" : "") +
                "><label for=\"" + name + "\">" + rules[i].title + "</label><pre>" + listing(rules[i].text) +
                "</pre>\n";
    }
    return text + "</div></section>\n";
}

} // namespace

std::string render_change_request_html(const report_set& reports, const output_style& style) {
    const auto all = make_firewall_requests(reports);
    const report& first = reports.first();
    std::string body = "<header>\n<p class=\"brand\">Firewall change request</p>\n<h1>" + markup(title_of(reports)) +
                       "</h1>\n<p class=\"lead\">";
    const auto asked = static_cast<std::size_t>(std::count_if(
        all.requests.begin(), all.requests.end(), [](const auto& r) { return r.kind == request_kind::allow; }));
    body += asked > 0 ? html_outcome(outcome::fail, counted(asked, "rule", "rules") + " to allow")
            : !all.requests.empty()
                ? html_outcome(outcome::unknown, "To be confirmed")
                : html_outcome(knows_all(reports) ? outcome::pass : outcome::unknown, nothing_to_change(reports));
    body += "</p>\n<p>" + markup(observed_in_words(reports));
    const auto pages = pages_of(reports);
    for (std::size_t i = 0; i < pages.size(); ++i)
        body += (i == 0 ? " Row numbers refer to " : ", ") + html_link(pages[i], pages[i]);
    body += pages.empty() ? "</p>\n" : ".</p>\n";
    if (const auto known = details_in_words(style.request); !known.empty()) body += "<p>" + markup(known) + "</p>\n";
    for (const auto& note : reports.notes)
        body += "<p class=\"note\">" + markup(note) + ".</p>\n";
    if (const auto who = interrupted_in_words(reports); !who.empty())
        body += "<p class=\"alarm\"><b>" + markup(who) + "</b> more changes may be needed.</p>\n";
    body += "</header>\n<main>\n";
    for (const auto& section : request_sections) {
        std::size_t begun = 0; // number of the last request
        for (const auto& r : all.requests) {
            if (r.kind != section.kind) continue;
            if (begun == 0)
                body += "<section><h2>" + html_outcome(sign_of(section.kind), section.title) + "</h2><p>" +
                        section.meaning + "</p>\n";
            if (begun != r.number) body += "<h3 class=\"place\">" + markup(request_title(r)) + "</h3>\n";
            begun = r.number;
            body += card(r, style.request);
        }
        if (begun != 0) body += "</section>\n";
    }
    body += others(all, reports.is_one());
    if (const auto groups = large_groups(all); !groups.empty()) {
        body += "<section><h2>Object groups</h2>\n";
        for (const auto* group : groups)
            body += html_members(*group);
        body += "</section>\n";
    }
    body += dialects(all_ready_rules(reports, style));
    return html_page("Firewall change request: " + title_of(reports) + ", " + first.started_at,
                     body + "</main>\n<footer>Fairway " + markup(first.fairway) +
                         (reports.is_one() ? " &middot; run " + markup(first.run_id) : "") + "</footer>\n");
}

} // namespace fairway
