#include "agent/output/columns.hpp"
#include "agent/output/format.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace fairway {

namespace {

constexpr std::size_t outcome_width = 9;
constexpr std::size_t finding_width = 14;

const char* colour_of(outcome o) {
    switch (o) {
    case outcome::fail: return "\033[1;31m";
    case outcome::unknown: return "\033[1;35m";
    case outcome::warn: return "\033[33m";
    case outcome::pass: return "\033[32m";
    case outcome::skip: return "\033[2m";
    }
    return "";
}

std::string shown(outcome o) {
    return o == outcome::fail ? "FAIL" : std::string(to_string(o));
}

std::string seconds(std::uint64_t ms) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(ms) / 1000);
    return text;
}

std::string in_time(std::uint32_t us) {
    char text[32];
    if (us < 1000)
        std::snprintf(text, sizeof text, "%u us", us);
    else
        std::snprintf(text, sizeof text, "%.1f ms", us / 1000.0);
    return text;
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
        const auto [place, is_new] = places.emplace(f.check.target, targets.size());
        if (is_new) targets.push_back({f.check.target, {}, outcome::skip});
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
    std::string ports_of(const finding& f) const {
        std::string ports = to_string(f.check.ports);
        if (ports.size() > 20) ports = ports.substr(0, 17) + "...";
        return std::string(in_capitals(f.check.flow->protocol)) + " " + ports;
    }

    void line(const std::string& text) { text_ += printable(text) + "\n"; }
    void line() { text_ += '\n'; }

    // Wraps; colours the word at `from`, `size` of the first line only after its width was counted.
    void block(const std::string& first, const std::string& text, const char* colour = "", std::size_t from = 0,
               std::size_t size = 0) {
        std::string lines = wrapped(printable(first), printable(text), style_.width);
        if (style_.colour && size > 0) {
            lines.insert(from + size, "\033[0m");
            lines.insert(from, colour);
        }
        text_ += lines;
    }

    void head() {
        const bool onboarding = r_.phase == phase::onboarding;
        line("Phase: " + std::string(to_string(r_.phase)) +
             (onboarding ? " (services of hosts that are yet to be onboarded may still be missing)"
                         : " (every service must answer)"));
        line("Host:  " + r_.host + " as " + joined(r_.roles) +
             (r_.stand_in_for.empty() ? "" : ", standing in for " + r_.stand_in_for));
        line("Rules: matrix " + r_.matrix_id + " " + r_.matrix_version);
        if (!r_.complete) {
            line();
            block("", "INCOMPLETE: the run was stopped before its end. What was not reached is not-run.",
                  colour_of(outcome::fail), 0, 10);
        }
    }

    void one_target(const target& t) {
        line();
        std::string addresses;
        for (const auto& f : t.findings)
            for (const auto& a : f->addresses)
                if (!a.address.empty() && a.address != t.name && addresses.find(a.address) == std::string::npos)
                    addresses += (addresses.empty() ? "" : ", ") + a.address;
        const bool installed = t.findings.front()->check.installed;
        line(t.name + (addresses.empty() ? "" : " (" + addresses + ")") +
             (installed ? "" : ", planned: its services may not exist yet"));
        for (const auto* f : t.findings)
            one_finding(*f);
    }

    void one_finding(const finding& f) {
        const std::string word = f.accepted != nullptr ? "accepted" : shown(f.outcome);
        const std::string first = "  " + padded(word, outcome_width) + padded(ports_of(f), ports_width_) +
                                  padded(std::string(to_string(f.kind)), finding_width);
        block(first, f.text, colour_of(counts_as(f)), 2, word.size());
        const std::string indent(2 + outcome_width, ' ');
        const bool fine = f.outcome == outcome::pass || f.outcome == outcome::skip;
        if (!fine) {
            spans(f, indent);
            certificates(f, indent);
            block(indent + "for:  ", f.check.flow->purpose + " [" + f.check.flow->id + "]");
            if (!f.advice.empty()) block(indent + "do:   ", f.advice);
        }
        if (!fine && !f.check.questions.empty())
            block(indent + "note: ", "may not be needed here, see the questions below; a warning at most");
        else if (!fine && !f.check.required)
            block(indent + "note: ", "optional; a warning at most");
        if (f.accepted != nullptr)
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
                std::string seen = std::string(to_string(s.seen.state)) + " " + std::string(to_string(s.seen.reason));
                if (!s.seen.answered_by.empty() && s.seen.answered_by != a.address)
                    seen += " from " + s.seen.answered_by;
                if (s.seen.rtt_us) seen += ", " + in_time(*s.seen.rtt_us);
                line(indent + (f.addresses.size() > 1 ? padded(a.address, 16) + " " : "") + padded(ports, 13) +
                     padded(std::string(to_string(s.finding)), finding_width) + seen);
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
                const auto& t = *s.seen.tls;
                block(indent + "tls:  ", t.version + ", certificate of " +
                                             (t.subject.empty() ? "(no subject)" : t.subject) + ", issued by " +
                                             (t.issuer.empty() ? "(no issuer)" : t.issuer) + ", valid until " +
                                             t.not_after + (t.chain_problem.empty() ? "" : "; " + t.chain_problem) +
                                             (t.name_matches ? "" : "; not for this name") + "; SHA-256 " + t.sha256);
            }
    }

    void not_probed() {
        if (r_.skipped.empty()) return;
        line();
        line("Not probed from here");
        std::map<std::string, std::vector<std::string>> reasons; // text -> flows
        std::vector<std::string> order;
        for (const auto& n : r_.skipped) {
            const bool open = n.why == skip_reason::needs_config;
            const std::string key = (open ? "1" : "0") + n.text + (n.target.empty() ? "" : " (" + n.target + ")");
            if (reasons[key].empty()) order.push_back(key);
            reasons[key].push_back(n.flow);
        }
        // What the administrator has to complete comes first.
        std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a[0] > b[0]; });
        for (const auto& key : order) {
            const auto& flows = reasons[key];
            const bool open = key[0] == '1';
            const std::string word = open ? "unknown" : "skip";
            block("  " + padded(word, outcome_width),
                  (open ? "needs-config: " : "") + key.substr(1) + " [" +
                      (flows.size() == 1 ? flows.front() : counted(flows.size(), "flow", "flows")) + "]",
                  colour_of(open ? outcome::unknown : outcome::skip), 2, word.size());
        }
    }

    void questions() {
        std::map<std::string, std::size_t> waiting;
        for (const auto& f : r_.findings)
            for (const auto& q : f.check.questions)
                ++waiting[q];
        if (waiting.empty()) return;
        line();
        line("Questions: their answers decide whether a flow is needed; until then it counts as a warning at most");
        for (const auto& [question, flows] : waiting)
            block("  ask: ", question + " [" + counted(flows, "flow waits", "flows wait") + "]");
    }

    void notes() {
        if (r_.notes.empty()) return;
        line();
        for (const auto& n : r_.notes)
            block("Note: ", n);
    }

    void foot() {
        const summary s = summarize(r_);
        std::size_t probed = 0, of = 0;
        for (const auto& f : r_.findings) {
            probed += probed_ports(f);
            of += count(f.check.ports);
        }
        line();
        line("Summary: " + std::to_string(s.fail) + " fail, " + std::to_string(s.unknown) + " unknown, " +
             std::to_string(s.warn) + " warn, " + std::to_string(s.pass) + " pass, " + std::to_string(s.skip) +
             " skip; " + std::to_string(probed) + " of " + std::to_string(of) + " ports probed in " +
             seconds(r_.duration_ms));
        std::string verdict = "All required flows work.";
        outcome o = outcome::pass;
        if (s.fail > 0) {
            verdict = counted(s.fail, "flow does", "flows do") + " not work.";
            o = outcome::fail;
        } else if (s.unknown > 0 || !r_.complete) {
            verdict = "Nothing failed, but not everything is known.";
            o = outcome::unknown;
        } else if (s.pass + s.warn == 0) {
            verdict = "Nothing was to be probed: no flow leads from this host's roles to the hosts that were named.";
            o = outcome::warn;
        }
        block("", "Result:  " + verdict, colour_of(o), 0, 7);
        line();
        block("", "Not covered: this checks the flows of one page only (" + r_.source_url +
                      "). Ports that other pages require, such as general backup server and mount server "
                      "connections, were not probed.");
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
