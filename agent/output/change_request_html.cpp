#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/html_page.hpp"
#include "agent/output/report_words.hpp"

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

std::string two_lines(const std::string& first, const std::string& second) {
    return "<td><b>" + markup(first) + "</b>" + (first == second ? "" : "<br>" + markup(second)) + "</td>";
}

std::string cell(const std::string& text) {
    return "<td>" + markup(text) + "</td>";
}

/// Rules as they are, line by line; only markup is made harmless.
std::string listing(const std::string& text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.pop_back();
        result += markup(line) + "\n";
        at = end + 1;
    }
    return result;
}

} // namespace

std::string render_change_request_html(const report& r, const output_style&) {
    const auto request = make_change_request(r);
    std::string body =
        "<header>\n<p class=\"brand\">Firewall change request</p>\n<h1>" + markup(r.host) + "</h1>\n<p class=\"lead\">";
    const auto asked = static_cast<std::size_t>(std::count_if(
        request.lines.begin(), request.lines.end(), [](const auto& l) { return l.kind == request_kind::allow; }));
    body +=
        asked > 0 ? html_outcome(outcome::fail, std::to_string(asked) + (asked == 1 ? " line" : " lines") + " to allow")
        : !request.lines.empty() ? html_outcome(outcome::unknown, "To be confirmed")
                                 : html_outcome(is_empty(r) ? outcome::unknown : outcome::pass, nothing_to_change(r));
    body += "</p>\n<p>Observed by Fairway " + markup(r.fairway) + " from " + markup(who(r)) + " at " +
            markup(r.started_at) + ". Row numbers refer to " + html_link(r.source_url, r.source_url) + ".</p>\n";
    if (!r.complete) body += "<p class=\"alarm\"><b>The check was interrupted:</b> more changes may be needed.</p>\n";
    body += "</header>\n<main>\n";
    for (const auto& section : request_sections) {
        bool begun = false;
        for (const auto& l : request.lines) {
            if (l.kind != section.kind) continue;
            if (!begun)
                body +=
                    "<section><h2>" + html_outcome(sign_of(section.kind), section.title) + "</h2><p>" +
                    section.meaning +
                    "</p>\n<div class=\"wide\"><table><thead><tr><th>Source</th><th>Destination</th><th>Protocol</th>"
                    "<th>Ports</th><th>Where it stops</th><th>Evidence</th><th>Purpose</th><th>Page</th></tr></thead>"
                    "<tbody>\n";
            begun = true;
            const flow& f = *l.of->requirement.flow;
            body += "<tr>" + two_lines(l.source.empty() ? "unknown" : l.source, r.host) +
                    two_lines(l.destination, l.of->requirement.target) + cell(std::string(in_capitals(f.protocol))) +
                    cell(spaced_ports(l.ports)) + cell(l.culprit.empty() ? "unknown" : l.culprit) + cell(l.evidence) +
                    cell(f.purpose) + "<td>" + html_link(r.source_url, rows_in_words(f)) + "</td></tr>\n";
        }
        if (begun) body += "</tbody></table></div></section>\n";
    }
    if (!request.not_a_firewall_matter.empty()) {
        body += std::string("<section><h2>") + not_a_firewall_matter_title + "</h2><p>" +
                not_a_firewall_matter_meaning +
                "</p>\n<div class=\"wide\"><table><thead><tr><th>Target</th><th>Ports</th><th>Finding</th><th>What was "
                "seen</th><th>What to do</th></tr></thead><tbody>\n";
        for (const auto* f : request.not_a_firewall_matter)
            body += "<tr>" + cell(f->requirement.target) +
                    cell(std::string(in_capitals(f->requirement.flow->protocol)) + " " +
                         spaced_ports(f->requirement.ports)) +
                    "<td>" + html_outcome(counts_as(*f), to_string(f->kind)) + "</td>" + cell(f->text) +
                    cell(f->advice) + "</tr>\n";
        body += "</tbody></table></div></section>\n";
    }
    const auto rules = all_ready_rules(r);
    if (!rules.empty()) body += "<section><h2>Ready-to-use rules for the hosts</h2>\n";
    for (const auto& one : rules)
        body += std::string("<details open><summary>") + one.title + "</summary><pre>" + listing(one.text) +
                "</pre></details>\n";
    if (!rules.empty()) body += "</section>\n";
    return html_page("Firewall change request: " + r.host + ", " + r.started_at,
                     body + "</main>\n<footer>Fairway " + markup(r.fairway) + " &middot; run " + markup(r.run_id) +
                         "</footer>\n");
}

} // namespace fairway
