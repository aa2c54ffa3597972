#include "agent/output/summary_page.hpp"

#include "agent/output/report_text.hpp"
#include "agent/output/report_words.hpp"
#include "matrix/path_words.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace fairway {

namespace {

constexpr std::size_t most_targets_in_full = 20;

// What a page has room for.
constexpr std::size_t most_causes = 5, worst_targets = 10, first_steps = 3, most_notes = 2, named_targets = 2;
constexpr std::size_t longest_name = 28; // columns

/// How many findings do not pass.
struct tally {
    std::size_t fail = 0, unknown = 0, warn = 0;

    void add(outcome o) {
        fail += o == outcome::fail;
        unknown += o == outcome::unknown;
        warn += o == outcome::warn;
    }
    std::size_t all() const { return fail + unknown + warn; }
    auto operator<=>(const tally&) const = default;
};

outcome worst_of(const tally& t) {
    return t.fail > 0 ? outcome::fail : t.unknown > 0 ? outcome::unknown : t.warn > 0 ? outcome::warn : outcome::pass;
}

std::string in_words(const tally& t) {
    std::string text;
    for (const auto& [n, word] :
         {std::pair(t.fail, " fail"), std::pair(t.unknown, " unknown"), std::pair(t.warn, " warn")})
        if (n > 0) text += (text.empty() ? "" : ", ") + std::to_string(n) + word;
    return text;
}

/// What stops flows, of as many targets as it is the same for.
struct cause {
    std::optional<blocker> where; ///< nothing: all that is known is the finding
    finding_kind kind = finding_kind::not_run;
    tally counts;
    std::vector<std::string> targets;
    port_list tcp, udp;
    const finding* first = nullptr;
};

/// Who has to act is the same where this is. The place itself matters where it is somebody else's than the target's.
auto key_of(const finding& f) {
    const bool known = f.blocker.has_value();
    const auto kind = known ? f.blocker->kind : blocker_kind::unknown;
    const bool by_place = kind == blocker_kind::router || kind == blocker_kind::proxy || kind == blocker_kind::no_route;
    return std::tuple(known, kind, by_place ? f.blocker->address : "", known ? finding_kind::not_run : f.kind);
}

std::vector<cause> causes_of(const report& r) {
    std::map<decltype(key_of(r.findings.front())), std::size_t> places;
    std::vector<cause> causes;
    std::vector<std::set<std::string_view>> named;
    for (const auto& f : r.findings) {
        const auto o = counts_as(f);
        if (o == outcome::pass || o == outcome::skip) continue;
        const auto [place, is_new] = places.emplace(key_of(f), causes.size());
        if (is_new) {
            causes.push_back({f.blocker, f.kind, {}, {}, {}, {}, &f});
            named.emplace_back();
        }
        cause& c = causes[place->second];
        c.counts.add(o);
        if (named[place->second].insert(f.requirement.target).second) c.targets.push_back(f.requirement.target);
        auto& ports = f.requirement.flow->protocol == protocol::tcp ? c.tcp : c.udp;
        for (const auto& range : f.requirement.ports)
            if (std::find(ports.begin(), ports.end(), range) == ports.end()) ports.push_back(range);
        // One router is at several distances, seen from several targets.
        if (c.where && f.blocker->hop != c.where->hop) c.where->hop = 0;
    }
    for (auto& c : causes) {
        c.tcp = normalize(std::move(c.tcp));
        c.udp = normalize(std::move(c.udp));
    }
    std::stable_sort(causes.begin(), causes.end(), [](const auto& a, const auto& b) { return a.counts > b.counts; });
    return causes;
}

std::string title(const cause& c) {
    if (!c.where) return std::string(to_string(c.kind)) + ": no known place";
    switch (c.where->kind) {
    case blocker_kind::router: return in_words(*c.where, "") + ", or just after it";
    case blocker_kind::host_firewall: return "the targets' own firewalls";
    case blocker_kind::nothing_listening: return "nothing listens there";
    case blocker_kind::service: return "the service on the target";
    case blocker_kind::unknown: return "dropped, nobody knows where";
    default: return in_words(*c.where, "");
    }
}

std::string ports_in_words(const cause& c) {
    return (c.tcp.empty() ? "" : "TCP " + spaced_ports(c.tcp)) + (c.tcp.empty() || c.udp.empty() ? "" : "; ") +
           (c.udp.empty() ? "" : "UDP " + spaced_ports(c.udp));
}

std::string some(const std::vector<std::string>& targets) {
    std::vector<std::string> names;
    for (const auto& name : targets)
        names.push_back(names.size() < named_targets ? clipped(name, longest_name) : "");
    return joined(names, named_targets);
}

/// What to do about all of it at once.
std::string step(const cause& c) {
    const auto flows = counted(c.counts.all(), "flow", "flows");
    const auto targets = counted(c.targets.size(), "target", "targets");
    const auto kind = c.where ? c.where->kind : blocker_kind::unknown;
    switch (kind) {
    case blocker_kind::router:
        return "Ask the network team about " + flows + " to " + targets + " at " + title(c) +
               ": `--format change-request` says which have to be allowed";
    case blocker_kind::proxy:
        return "Ask whoever runs " + title(c) + " to allow " + flows + " to " + targets + ": " + some(c.targets);
    case blocker_kind::intermediary:
        return "Ask the network team what answers in the name of " + targets + ": " + some(c.targets);
    case blocker_kind::host_firewall:
        return "Open the own firewalls of " + targets + " for " + flows +
               ": `--format rules-nftables`, `--format rules-windows`, ...";
    case blocker_kind::this_host:
        return "See this host's own firewall, policy and limits: they stop " + flows + " to " + targets;
    case blocker_kind::nothing_listening:
        return "The network is fine. Start the services (" + flows + ") on " + targets + ": " + some(c.targets);
    case blocker_kind::service:
        return "The network is fine. See the services (" + flows + ") on " + targets + ": " + some(c.targets);
    case blocker_kind::no_host:
        return "See whether they are up, and their addresses right, " + targets + ": " + some(c.targets);
    case blocker_kind::no_route:
        return "Add the missing route to " + targets + " (" + title(c) + "): " + some(c.targets);
    case blocker_kind::name:
        return "Add the names to DNS, or addresses to the site file, " + targets + ": " + some(c.targets);
    case blocker_kind::unknown: break;
    }
    if (c.where)
        return "Ask the network team for " + flows + " to " + targets +
               ", whether it is allowed; `fairway listen` on a target shows whether packets arrive: " + some(c.targets);
    const auto& advice = c.first->advice;
    return std::string(to_string(c.kind)) + ", " + flows + " to " + targets +
           (advice.empty() ? "" : ", e.g.: " + advice);
}

class summary_page : report_text {
  public:
    summary_page(const report& r, const output_style& style)
        : report_text(r, style), causes_(causes_of(r)), targets_(by_target(r)) {}

    std::string write() {
        head();
        how_many_targets();
        where_it_stops();
        the_worst();
        open_matters();
        what_to_do();
        line();
        block("Page:    ",
              "a summary of " + counted(r_.findings.size(), "finding", "findings") + "; `--full` shows each");
        foot();
        return std::move(text_);
    }

  private:
    /// As much as fits in a line.
    void one_line(const std::string& text, const char* color = "", std::size_t from = 0, std::size_t size = 0) {
        colored(clipped(printable(text), style_.width) + "\n", color, from, size);
    }

    void how_many_targets() {
        std::map<outcome, std::size_t> by_worst;
        for (const auto& t : targets_)
            ++by_worst[std::max(t.worst, outcome::pass)];
        block("Targets: ", std::to_string(targets_.size()) + ": " + std::to_string(by_worst[outcome::fail]) +
                               " fail, " + std::to_string(by_worst[outcome::unknown]) + " unknown, " +
                               std::to_string(by_worst[outcome::warn]) + " warn, " +
                               std::to_string(by_worst[outcome::pass]) + " fine");
    }

    void where_it_stops() {
        if (causes_.empty()) return;
        line();
        line("Where it stops");
        for (std::size_t i = 0; i < std::min(causes_.size(), most_causes); ++i) {
            const auto& c = causes_[i];
            const auto o = worst_of(c.counts);
            const std::string word = o == outcome::fail ? "FAIL" : std::string(to_string(o));
            one_line("  " + padded(word, 9) + title(c), color_of(o), 2, word.size());
            one_line(std::string(11, ' ') + in_words(c.counts) + "; " + counted(c.targets.size(), "target", "targets") +
                     "; " + ports_in_words(c));
        }
        tally rest;
        for (std::size_t i = most_causes; i < causes_.size(); ++i) {
            rest.fail += causes_[i].counts.fail;
            rest.unknown += causes_[i].counts.unknown;
            rest.warn += causes_[i].counts.warn;
        }
        if (rest.all() > 0)
            block("  and ", counted(causes_.size() - most_causes, "more place", "more places") + ": " + in_words(rest));
    }

    void the_worst() {
        struct row {
            const target_findings* of;
            tally counts;
        };
        std::vector<row> rows;
        for (const auto& t : targets_) {
            row one{&t, {}};
            for (const auto* f : t.findings)
                one.counts.add(counts_as(*f));
            if (one.counts.all() > 0) rows.push_back(one);
        }
        if (rows.empty()) return;
        std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.counts > b.counts; });
        const auto shown = std::min(rows.size(), worst_targets);
        std::size_t widest = 0;
        for (std::size_t i = 0; i < shown; ++i)
            widest = std::max(widest, width_of(rows[i].of->name));
        widest = std::min(widest, style_.width / 3);
        line();
        line(shown < rows.size() ? "The " + std::to_string(shown) + " worst of " + std::to_string(rows.size()) +
                                       " targets that do not pass"
                                 : "Targets that do not pass");
        for (std::size_t i = 0; i < shown; ++i) {
            const auto& f = *rows[i].of->findings.front();
            one_line("  " + padded(clipped(rows[i].of->name, widest), widest) + "  " + in_words(rows[i].counts) + ": " +
                     protocol_and_ports(f.requirement.flow->protocol, f.requirement.ports, 20) + " " +
                     std::string(to_string(f.kind)) + (rows[i].counts.all() > 1 ? ", ..." : ""));
        }
    }

    /// What nobody has settled, and what the run has to say.
    void open_matters() {
        std::size_t settings = 0, waiting = 0;
        for (const auto& g : group_not_probed(r_))
            settings += g.needs_config ? g.flows.size() : 0;
        const auto questions = open_questions(r_);
        for (const auto& f : r_.findings)
            waiting += !f.requirement.questions.empty();
        if (settings == 0 && questions.empty() && r_.notes.empty()) return;
        line();
        if (settings > 0) block("Unknown: ", counted(settings, "flow waits", "flows wait") + " for configuration");
        if (!questions.empty())
            block("Open:    ", counted(questions.size(), "question", "questions") + ", on which " +
                                   counted(waiting, "finding depends", "findings depend") +
                                   ": a warning at worst until it is answered");
        for (std::size_t i = 0; i < std::min(r_.notes.size(), most_notes); ++i)
            one_line("Note:    " + r_.notes[i]);
        if (r_.notes.size() > most_notes)
            line("         and " + counted(r_.notes.size() - most_notes, "more note", "more notes"));
    }

    void what_to_do() {
        if (causes_.empty()) return;
        line();
        line("What to do first");
        for (std::size_t i = 0; i < std::min(causes_.size(), first_steps); ++i)
            block("  " + std::to_string(i + 1) + ". ", step(causes_[i]));
    }

    std::vector<cause> causes_; ///< the worst first
    std::vector<target_findings> targets_;
};

} // namespace

bool is_summarized(const report& r, const output_style& style) {
    if (style.detail != detail::by_size) return style.detail == detail::summary;
    std::set<std::string_view> targets;
    for (const auto& f : r.findings)
        if (targets.insert(f.requirement.target).second && targets.size() > most_targets_in_full) return true;
    return false;
}

std::string render_summary_page(const report& r, const output_style& style) {
    return summary_page(r, style).write();
}

} // namespace fairway
