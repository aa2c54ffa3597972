#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"

namespace fairway {

namespace {

constexpr std::size_t longest_markdown_ports = 60;
constexpr std::size_t most_markdown_spans = 12;

std::string glyph(const finding& f) {
    switch (counts_as(f)) {
    case outcome::fail: return "\xE2\x9D\x8C FAIL";       // cross
    case outcome::unknown: return "\xE2\x97\x86 unknown"; // diamond
    case outcome::warn: return "\xE2\x96\xB2 warn";       // triangle
    case outcome::pass: return "\xE2\x97\x8F OK";         // circle
    case outcome::skip: return f.accepted.has_value() ? "\xE2\x80\x93 accepted" : "\xE2\x80\x93 skipped";
    }
    return "";
}

std::string target_of(const finding& f) {
    const auto addresses = addresses_of(f);
    return markdown(f.requirement.target) + (addresses.empty() ? "" : "<br>" + markdown(addresses));
}

std::string spans_of(const finding& f) {
    std::size_t all = 0;
    for (const auto& a : f.addresses)
        all += a.spans.size();
    if (all < 2) return {};
    std::string text;
    std::size_t shown = 0;
    for (const auto& a : f.addresses)
        for (const auto& s : a.spans) {
            if (++shown > most_markdown_spans) continue;
            text +=
                "<br>" + markdown((f.addresses.size() > 1 ? a.address + " " : "") +
                                  protocol_and_ports(f.requirement.flow->protocol, s.ports, longest_markdown_ports) +
                                  ": " + std::string(to_string(s.finding)) + " (" + seen_in_words(s, a.address) + ")");
        }
    if (shown > most_markdown_spans)
        text += "<br>and " + counted(shown - most_markdown_spans, "more span", "more spans");
    return text;
}

std::string tls_of(const finding& f) {
    for (const auto& a : f.addresses)
        for (const auto& s : a.spans)
            if (s.seen.tls) return "<br>TLS: " + markdown(in_words(*s.seen.tls));
    return {};
}

std::string advice_of_row(const finding& f) {
    std::string text = markdown(f.advice);
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : "<br>") + markdown(more); };
    if (const auto note = note_on(f); !note.empty()) add("Note: " + note);
    if (f.accepted.has_value()) add("Accepted until " + f.accepted->until + ": " + f.accepted->reason);
    return text;
}

} // namespace

std::string render_markdown(const report& r, const output_style&) {
    const summary s = summarize(r);
    const coverage c = coverage_of(r);
    const verdict v = verdict_of(r);
    std::string text = "# Fairway: " + markdown(r.host) + "\n\n**" + markdown(v.text) + "**\n\n";
    if (!r.complete) text += "**INCOMPLETE:** the run was interrupted. What it did not reach is not-run.\n\n";
    text += "| Failed | Unknown | Warnings | OK | Skipped |\n| ---: | ---: | ---: | ---: | ---: |\n| " +
            std::to_string(s.fail) + " | " + std::to_string(s.unknown) + " | " + std::to_string(s.warn) + " | " +
            std::to_string(s.pass) + " | " + std::to_string(s.skip) + " |\n\n";
    if (const auto unchecked = unchecked_in_words(r); !unchecked.empty())
        text += "**Unchecked:** " + markdown(unchecked) + "\n\n";
    text += "- Host: " + markdown(who(r)) + "\n- Phase: " + markdown(phase_in_words(r.phase)) +
            "\n- Rules: " + markdown(names_of(r.matrices)) + "\n- Run: " + markdown(r.started_at) + ", " +
            std::to_string(c.probed) + " of " + std::to_string(c.of) + " ports probed in " + seconds(r.duration_ms) +
            "\n";

    const auto rows = [&](const std::vector<const finding*>& findings, const char* title) {
        if (findings.empty()) return;
        text += std::string("\n## ") + title +
                "\n\n| Outcome | Target | Ports | Finding | What was seen | What to do | "
                "For |\n| --- | --- | --- | --- | --- | --- | --- |\n";
        for (const auto* f : findings)
            text += "| " + glyph(*f) + " | " + target_of(*f) + " | " +
                    markdown(protocol_and_ports(f->requirement.flow->protocol, f->requirement.ports,
                                                longest_markdown_ports)) +
                    " | " + std::string(to_string(f->kind)) + " | " + markdown(f->text) +
                    (f->outcome == outcome::pass ? std::string() : spans_of(*f) + tls_of(*f)) + " | " +
                    advice_of_row(*f) + " | " +
                    markdown(f->requirement.flow->purpose + " [" + f->requirement.flow->id + "]") + " |\n";
    };
    std::vector<const finding*> broken, fine;
    for (const auto* f : worst_first(r))
        (counts_as(*f) > outcome::pass ? broken : fine).push_back(f);
    rows(broken, "Needs attention");
    rows(fine, "Fine, accepted or not counted");

    if (const auto questions = open_questions(r); !questions.empty()) {
        text += "\n## Questions\n\nThe answers decide whether a flow is needed; until then it counts as a warning at "
                "worst.\n\n";
        for (const auto& [question, flows] : questions)
            text +=
                "- " + markdown(question) + " (" + counted(flows, "flow depends on it", "flows depend on it") + ")\n";
    }
    if (const auto groups = group_not_probed(r); !groups.empty()) {
        text += "\n## Not probed from here\n\n";
        for (const auto& g : groups)
            text += std::string("- ") + (g.needs_config ? "**unknown**, needs-config: " : "skipped: ") +
                    markdown(g.text) + " (" + markdown(joined(g.flows, 6)) + ")\n";
    }
    if (!r.notes.empty()) {
        text += "\n## Notes\n\n";
        for (const auto& n : r.notes)
            text += "- " + markdown(n) + "\n";
    }
    return text + "\n## Not covered\n\n" + not_covered(r, markdown_link) + "\n\nFairway " + markdown(r.fairway) +
           ", run " + markdown(r.run_id) + ".\n";
}

} // namespace fairway
