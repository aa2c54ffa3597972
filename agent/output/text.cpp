#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

constexpr std::size_t outcome_width = 9;
constexpr std::size_t finding_width = 14;

const char* color_of(outcome o) {
    switch (o) {
    case outcome::fail: return "\033[1;31m";
    case outcome::unknown: return "\033[1;35m";
    case outcome::warn: return "\033[33m";
    case outcome::pass: return "\033[32m";
    case outcome::skip: return "\033[2m";
    }
    return "";
}

/// All findings of one target, the worst first.
struct target {
    std::string name;
    std::vector<const finding*> findings;
    outcome worst = outcome::skip;
};

std::vector<target> by_target(const report& r) {
    std::vector<target> targets;
    std::map<std::string, std::size_t> places;
    for (const auto& f : r.findings) {
        const auto [place, is_new] = places.emplace(f.requirement.target, targets.size());
        if (is_new) targets.push_back({f.requirement.target, {}, outcome::skip});
        target& t = targets[place->second];
        t.findings.push_back(&f);
        t.worst = std::max(t.worst, counts_as(f));
    }
    const auto by_outcome = [](const auto& a, const auto& b) { return a > b; };
    for (auto& t : targets)
        std::stable_sort(t.findings.begin(), t.findings.end(),
                         [&](const auto* a, const auto* b) { return by_outcome(counts_as(*a), counts_as(*b)); });
    std::stable_sort(targets.begin(), targets.end(),
                     [&](const auto& a, const auto& b) { return by_outcome(a.worst, b.worst); });
    return targets;
}

class writer {
  public:
    writer(const report& r, const output_style& style) : r_(r), style_(style) {
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

    void line(const std::string& text) { text_ += printable(text) + "\n"; }
    void line() { text_ += '\n'; }

    // Wraps; colors the word at `from`, `size` of the first line only after its width was counted.
    void block(const std::string& first, const std::string& text, const char* color = "", std::size_t from = 0,
               std::size_t size = 0) {
        std::string lines = wrapped(printable(first), printable(text), style_.width);
        if (style_.color && size > 0) {
            lines.insert(from + size, "\033[0m");
            lines.insert(from, color);
        }
        text_ += lines;
    }

    void head() {
        line("Phase: " + phase_in_words(r_.phase));
        line("Host:  " + who(r_));
        line("Rules: matrix " + r_.matrix_id + " " + r_.matrix_version);
        if (!r_.complete) {
            line();
            block("", "INCOMPLETE: the run was interrupted. What it did not reach is not-run.", color_of(outcome::fail),
                  0, 10);
        }
    }

    void one_target(const target& t) {
        line();
        std::string addresses;
        for (const auto& f : t.findings)
            for (const auto& a : f->addresses)
                if (!a.address.empty() && a.address != t.name && addresses.find(a.address) == std::string::npos)
                    addresses += (addresses.empty() ? "" : ", ") + a.address;
        const bool installed = t.findings.front()->requirement.installed;
        line(t.name + (addresses.empty() ? "" : " (" + addresses + ")") +
             (installed ? "" : ", planned: its services may not exist yet"));
        for (const auto* f : t.findings)
            one_finding(*f);
    }

    void one_finding(const finding& f) {
        const std::string word = outcome_word(f);
        const std::string first = "  " + padded(word, outcome_width) + padded(ports_of(f), ports_width_) +
                                  padded(std::string(to_string(f.kind)), finding_width);
        block(first, f.text, color_of(counts_as(f)), 2, word.size());
        const std::string indent(2 + outcome_width, ' ');
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
                line(indent + (f.addresses.size() > 1 ? padded(a.address, 16) + " " : "") + padded(ports, 13) +
                     padded(std::string(to_string(s.finding)), finding_width) + seen_in_words(s, a.address));
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
        line("Questions: the answers decide whether a flow is needed; until then it counts as a warning at worst");
        for (const auto& [question, flows] : waiting)
            block("  ask: ", question + " [" + counted(flows, "flow depends on it", "flows depend on it") + "]");
    }

    void notes() {
        if (r_.notes.empty()) return;
        line();
        for (const auto& n : r_.notes)
            block("Note: ", n);
    }

    void foot() {
        const summary s = summarize(r_);
        const coverage c = coverage_of(r_);
        line();
        line("Summary: " + std::to_string(s.fail) + " fail, " + std::to_string(s.unknown) + " unknown, " +
             std::to_string(s.warn) + " warn, " + std::to_string(s.pass) + " pass, " + std::to_string(s.skip) +
             " skip; " + std::to_string(c.probed) + " of " + std::to_string(c.of) + " ports probed in " +
             seconds(r_.duration_ms));
        if (const auto unchecked = unchecked_in_words(r_); !unchecked.empty()) block("Unchecked: ", unchecked);
        const verdict v = verdict_of(r_);
        block("", "Result:  " + v.text, color_of(v.outcome), 0, 7);
        line();
        block("", "Not covered: " + not_covered(r_.source_url));
    }

    const report& r_;
    const output_style& style_;
    std::size_t ports_width_ = 12;
    std::string text_;
};

} // namespace

std::string render_text(const report& r, const output_style& style) {
    return writer(r, style).write();
}

} // namespace fairway
