#include "agent/output/report_text.hpp"
#include "agent/output/report_words.hpp"
#include "agent/output/summary_page.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

constexpr std::size_t outcome_width = 9;
constexpr std::size_t finding_width = 14;

class text_writer : report_text {
  public:
    text_writer(const report& r, const output_style& style) : report_text(r, style) {
        for (const auto& f : r.findings)
            ports_width_ = std::max(ports_width_, ports_of(f).size() + 2);
    }

    std::string write() {
        head();
        for (const auto& t : by_target(r_))
            one_target(t);
        questions();
        not_probed();
        notes();
        foot();
        return std::move(text_);
    }

  private:
    static std::string ports_of(const finding& f) {
        return protocol_and_ports(f.requirement.flow->protocol, f.requirement.ports, 20);
    }

    void one_target(const target_findings& t) {
        line();
        std::string addresses;
        for (const auto& f : t.findings)
            for (const auto& a : f->addresses)
                if (!a.address.empty() && a.address != t.name && addresses.find(a.address) == std::string::npos)
                    addresses += (addresses.empty() ? "" : ", ") + a.address;
        const bool installed = t.findings.front()->requirement.installed;
        block("", t.name + (addresses.empty() ? "" : " (" + addresses + ")") +
                      (installed ? "" : ", planned: its services may not exist yet"));
        for (const auto* f : t.findings)
            one_finding(*f);
    }

    void one_finding(const finding& f) {
        const std::string word = outcome_word(f);
        const std::string first = "  " + padded(word, outcome_width) + padded(ports_of(f), ports_width_) +
                                  padded(std::string(to_string(f.kind)), finding_width);
        const std::string indent(2 + outcome_width, ' ');
        colored(beside_or_below(printable(first), printable(f.text), indent.size(), style_.width),
                color_of(counts_as(f)), 2, word.size());
        const bool fine = f.outcome == outcome::pass || f.outcome == outcome::skip;
        if (!fine) {
            spans(f, indent);
            certificates(f, indent);
            block(indent + "for:  ", f.requirement.flow->purpose + " [" + f.requirement.flow->id + "]");
            if (!f.advice.empty()) block(indent + "do:   ", f.advice);
        }
        if (const auto note = note_on(f); !note.empty()) block(indent + "note: ", note);
        if (f.accepted.has_value())
            block(indent + "note: ", "accepted until " + f.accepted->until + ": " + f.accepted->reason);
    }

    // What was seen, where it differs within the flow.
    void spans(const finding& f, const std::string& indent) {
        std::size_t all = 0;
        for (const auto& a : f.addresses)
            all += a.spans.size();
        if (all < 2) return;
        constexpr std::size_t most = 12;
        std::size_t shown_spans = 0;
        for (const auto& a : f.addresses) {
            for (const auto& s : a.spans) {
                if (++shown_spans > most) continue;
                std::string ports = to_string(s.ports);
                if (ports.size() > 24) ports = ports.substr(0, 21) + "...";
                text_ += beside_or_below(
                    printable(indent + (f.addresses.size() > 1 ? padded(a.address, 16) + " " : "") + padded(ports, 13) +
                              padded(std::string(to_string(s.finding)), finding_width)),
                    printable(seen_in_words(s, a.address)), indent.size() + 2, style_.width);
            }
        }
        if (shown_spans > most) line(indent + "and " + counted(shown_spans - most, "more span", "more spans"));
    }

    // Each certificate once, however many addresses show it.
    void certificates(const finding& f, const std::string& indent) {
        std::set<std::string> shown_ones;
        for (const auto& a : f.addresses)
            for (const auto& s : a.spans) {
                if (!s.seen.tls || !shown_ones.insert(s.seen.tls->sha256).second) continue;
                block(indent + "tls:  ", in_words(*s.seen.tls));
            }
    }

    void not_probed() {
        if (r_.skipped.empty()) return;
        line();
        line("Not probed from here");
        for (const auto& g : group_not_probed(r_)) {
            const std::string word = g.needs_config ? "unknown" : "skip";
            block("  " + padded(word, outcome_width),
                  (g.needs_config ? "needs-config: " : "") + g.text + " [" +
                      (g.flows.size() == 1 ? g.flows.front() : counted(g.flows.size(), "flow", "flows")) + "]",
                  color_of(g.needs_config ? outcome::unknown : outcome::skip), 2, word.size());
        }
    }

    void questions() {
        const auto waiting = open_questions(r_);
        if (waiting.empty()) return;
        line();
        block("Questions: ", "the answers decide whether a flow is needed; until then it counts as a warning at worst");
        for (const auto& [question, flows] : waiting)
            block("  ask: ", question + " [" + counted(flows, "flow depends on it", "flows depend on it") + "]");
    }

    void notes() {
        if (r_.notes.empty()) return;
        line();
        for (const auto& n : r_.notes)
            block("Note: ", n);
    }

    std::size_t ports_width_ = 12;
};

} // namespace

std::string render_text(const report& r, const output_style& style) {
    return is_summarized(r, style) ? render_summary_page(r, style) : text_writer(r, style).write();
}

} // namespace fairway
