#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/html_page.hpp"
#include "agent/output/html_parts.hpp"
#include "agent/output/report_words.hpp"
#include "matrix/path_words.hpp"
#include "text/columns.hpp"

#include <set>

namespace fairway {

namespace {

constexpr std::size_t longest_html_ports = 60;
constexpr std::size_t most_html_spans = 200; // of an address in a table
constexpr std::size_t most_addresses = 50;

std::string word_of(const finding& f) {
    if (f.accepted.has_value()) return "accepted";
    switch (f.outcome) {
    case outcome::fail: return "FAIL";
    case outcome::pass: return "OK";
    case outcome::skip: return "skipped";
    default: return std::string(to_string(f.outcome));
    }
}

class html_writer {
  public:
    explicit html_writer(const report& r) : r_(r) {}

    std::string write() {
        head();
        body_ += "<main>\n";
        findings();
        questions();
        not_probed();
        notes();
        body_ += "<section><h2>Not covered</h2><p>" + markup_of_pages() + "</p></section>\n</main>\n<footer>Fairway " +
                 markup(r_.fairway) + " &middot; run " + markup(r_.run_id) + "</footer>\n";
        return html_page("Fairway: " + r_.host + ", " + r_.started_at, body_);
    }

  private:
    /// The text about the pages, with links in the place of their addresses.
    std::string markup_of_pages() const {
        std::string text = markup(not_covered(r_));
        for (const auto& m : r_.matrices)
            if (const auto at = m.url.empty() ? std::string::npos : text.find(markup(m.url)); at != std::string::npos)
                text.replace(at, markup(m.url).size(), html_link(m.url, m.url));
        return text;
    }

    static std::string tile(outcome o, std::size_t n, const char* word) {
        return std::string("<li class=\"") + (n == 0 ? "zero " : "") + std::string(to_string(o)) + "\">" +
               html_outcome(o, word) + "<b>" + std::to_string(n) + "</b></li>";
    }

    void head() {
        const summary s = summarize(r_);
        const coverage c = coverage_of(r_);
        const verdict v = verdict_of(r_);
        body_ += "<header>\n<p class=\"brand\">Fairway report</p>\n<h1>" + markup(r_.host) +
                 "</h1>\n<p class=\"lead\">" + html_outcome(v.outcome, v.text) + "</p>\n";
        if (!r_.complete)
            body_ += "<p class=\"alarm\"><b>INCOMPLETE:</b> the run was interrupted. What it did not reach is "
                     "not-run.</p>\n";
        body_ += "<ul class=\"tiles\">" + tile(outcome::fail, s.fail, "FAIL") +
                 tile(outcome::unknown, s.unknown, "unknown") + tile(outcome::warn, s.warn, "warn") +
                 tile(outcome::pass, s.pass, "OK") + tile(outcome::skip, s.skip, "skipped") + "</ul>\n" + unchecked() +
                 "<dl class=\"facts\">" + fact("Role", joined(r_.roles)) +
                 (r_.stand_in_for.empty() ? "" : fact("Stands in for", r_.stand_in_for)) +
                 fact("Phase", phase_in_words(r_.phase)) + fact("Rules", names_of(r_.matrices)) +
                 fact("Run", r_.started_at + ", took " + seconds(r_.duration_ms)) +
                 fact("Ports probed", std::to_string(c.probed) + " of " + std::to_string(c.of)) + "</dl>\n</header>\n";
    }

    std::string unchecked() const {
        const auto text = unchecked_in_words(r_);
        return text.empty() ? text : "<p class=\"note\"><b>Unchecked:</b> " + markup(text) + "</p>\n";
    }

    static std::string fact(const char* name, const std::string& value) {
        return std::string("<div><dt>") + name + "</dt><dd>" + markup(value) + "</dd></div>";
    }

    void findings() {
        std::vector<const finding*> broken, fine, aside;
        for (const auto* f : worst_first(r_))
            (counts_as(*f) > outcome::pass ? broken : counts_as(*f) == outcome::pass ? fine : aside).push_back(f);
        if (!broken.empty()) {
            body_ += "<section><h2>Needs attention</h2>\n";
            for (const auto* f : broken)
                card(*f);
            body_ += "</section>\n";
        }
        list(fine, "Works");
        list(aside, "Accepted or not counted");
    }

    static std::string what(const finding& f) {
        return protocol_and_ports(f.requirement.flow->protocol, f.requirement.ports, longest_html_ports) + " to " +
               f.requirement.target;
    }

    void card(const finding& f) {
        body_ += "<article class=\"card " + std::string(to_string(counts_as(f))) + "\">\n<h3>" +
                 html_outcome(counts_as(f), word_of(f)) + " <span class=\"what\">" + markup(what(f)) +
                 "</span> <code>" + markup(to_string(f.kind)) + "</code></h3>\n<p>" + markup(f.text) + "</p>\n";
        if (!f.advice.empty()) body_ += "<p class=\"advice\"><b>Do:</b> " + markup(f.advice) + "</p>\n";
        if (const auto note = note_on(f); !note.empty())
            body_ += "<p class=\"note\"><b>Note:</b> " + markup(note) + "</p>\n";
        body_ += "<p class=\"for\">For: " + markup(f.requirement.flow->purpose) + " <code>" +
                 markup(f.requirement.flow->id) + "</code>" +
                 (f.requirement.installed ? "" : " &middot; planned target") + "</p>\n";
        evidence(f, true);
        body_ += "</article>\n";
    }

    void list(const std::vector<const finding*>& findings, const char* title) {
        if (findings.empty()) return;
        body_ += std::string("<section><h2>") + title + "</h2>\n";
        for (const auto* f : findings) {
            body_ += "<article class=\"line\"><h3>" + html_outcome(counts_as(*f), word_of(*f)) +
                     " <span class=\"what\">" + markup(what(*f)) + "</span> <code>" + markup(to_string(f->kind)) +
                     "</code></h3>\n<p>" + markup(f->text) + "</p>\n";
            if (f->accepted.has_value())
                body_ += "<p class=\"note\"><b>Accepted until " + markup(f->accepted->until) + ":</b> " +
                         markup(f->accepted->reason) + "</p>\n";
            evidence(*f, false);
            body_ += "</article>\n";
        }
        body_ += "</section>\n";
    }

    void evidence(const finding& f, bool open) {
        if (f.addresses.empty()) return;
        body_ += std::string("<details") + (open ? " open" : "") + "><summary>Evidence</summary>\n";
        std::size_t shown = 0;
        for (const auto& a : f.addresses) {
            if (++shown > most_addresses) continue;
            if (f.addresses.size() > 1)
                body_ += "<h4>" +
                         markup(!a.address.empty() ? a.address : a.name + (a.spans.empty() ? " (no address)" : "")) +
                         " " + html_outcome(a.outcome, to_string(a.finding)) + "</h4>\n";
            body_ += way_of(r_, f, a) + "\n" + span_bar(f, a) + "\n";
            spans(f, a);
            certificates(a);
        }
        if (shown > most_addresses)
            body_ += "<p>and " + counted(shown - most_addresses, "more address", "more addresses") + "</p>\n";
        if (!open)
            body_ += "<p class=\"for\">For: " + markup(f.requirement.flow->purpose) + " <code>" +
                     markup(f.requirement.flow->id) + "</code></p>\n";
        body_ += "</details>\n";
    }

    void spans(const finding& f, const address_finding& a) {
        if (a.spans.empty()) {
            body_ +=
                "<p class=\"note\">Nothing was probed at " + markup(a.address.empty() ? a.name : a.address) + ".</p>\n";
            return;
        }
        body_ +=
            "<div class=\"wide\"><table><thead><tr><th>Ports</th><th>Finding</th><th>State, reason</th><th>Evidence"
            "</th><th>Who answered</th><th>Round trip</th></tr></thead><tbody>\n";
        std::size_t shown = 0;
        for (const auto& s : a.spans) {
            if (++shown > most_html_spans) continue;
            const auto& seen = s.seen;
            std::string by = seen.on_way ? in_words(*seen.on_way) + " (not the target)" : seen.answered_by;
            if (seen.icmp) by += (by.empty() ? "" : ", ") + to_string(*seen.icmp);
            body_ +=
                "<tr>" +
                html_cell(std::string(in_capitals(f.requirement.flow->protocol)) + " " + spaced_ports(s.ports)) +
                "<td>" + html_outcome(s.outcome, to_string(s.finding)) + "</td>" +
                html_cell(std::string(to_string(seen.state)) + ", " + std::string(to_string(seen.reason))) +
                html_cell(std::string(to_string(seen.evidence)) + (seen.identity.empty() ? "" : ": " + seen.identity)) +
                html_cell(by.empty() ? "nobody" : by) + html_cell(seen.rtt_us ? in_time(*seen.rtt_us) : "") + "</tr>\n";
        }
        body_ += "</tbody></table></div>\n";
        if (shown > most_html_spans)
            body_ += "<p>and " + counted(shown - most_html_spans, "more span", "more spans") + "</p>\n";
    }

    // Each certificate once.
    void certificates(const address_finding& a) {
        std::set<std::string> told;
        for (const auto& s : a.spans) {
            if (!s.seen.tls || !told.insert(s.seen.tls->sha256).second) continue;
            const auto& t = *s.seen.tls;
            const std::string chain = t.chain_valid             ? "valid"
                                      : t.chain_judged          ? "not valid: " + t.chain_problem
                                      : t.chain_problem.empty() ? "not checked: this host has no trusted CAs"
                                                                : t.chain_problem;
            body_ += "<dl class=\"facts tls\">" + fact("Protocol", t.version) +
                     fact("Subject", t.subject.empty() ? "none" : t.subject) +
                     fact("Issuer", t.issuer.empty() ? "none" : t.issuer) + fact("Valid until", t.not_after) +
                     fact("Chain", chain) +
                     fact("Name", t.name_matches ? "matches the host name" : "does not match the host name") +
                     fact("SHA-256", t.sha256);
            for (const auto& url : t.revocation)
                body_ += fact("Revocation list", url);
            body_ += "</dl>\n";
        }
    }

    void questions() {
        const auto open = open_questions(r_);
        if (open.empty()) return;
        body_ += "<section><h2>Questions</h2><p>The answers decide whether a flow is needed; until then it counts as a "
                 "warning at worst.</p><ul>\n";
        for (const auto& [question, flows] : open)
            body_ += "<li>" + markup(question) + " (" + counted(flows, "flow depends on it", "flows depend on it") +
                     ")</li>\n";
        body_ += "</ul></section>\n";
    }

    void not_probed() {
        const auto groups = group_not_probed(r_);
        if (groups.empty()) return;
        body_ += "<section><h2>Not probed from here</h2><ul class=\"plain\">\n";
        for (const auto& g : groups) {
            body_ += "<li>" +
                     (g.needs_config ? html_outcome(outcome::unknown, "needs-config")
                                     : html_outcome(outcome::skip, "skipped")) +
                     " " + markup(g.text);
            for (std::size_t i = 0; i < g.flows.size() && i < 20; ++i)
                body_ += " <code>" + markup(g.flows[i]) + "</code>";
            if (g.flows.size() > 20) body_ += " and " + std::to_string(g.flows.size() - 20) + " more";
            body_ += "</li>\n";
        }
        body_ += "</ul></section>\n";
    }

    void notes() {
        if (r_.notes.empty()) return;
        body_ += "<section><h2>Notes</h2><ul>\n";
        for (const auto& n : r_.notes)
            body_ += "<li>" + markup(n) + "</li>\n";
        body_ += "</ul></section>\n";
    }

    const report& r_;
    std::string body_;
};

} // namespace

std::string render_html(const report& r, const output_style&) {
    return html_writer(r).write();
}

} // namespace fairway
