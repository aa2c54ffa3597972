#include "agent/output/report_words.hpp"

#include "text/columns.hpp"

#include <algorithm>
#include <cstdio>

namespace fairway {

verdict verdict_of(const report& r) {
    const summary s = summarize(r);
    if (is_empty(r))
        return {outcome::unknown, "Nothing was probed: no flow leads from this host's roles to the given hosts."};
    if (s.fail > 0) return {outcome::fail, counted(s.fail, "flow does", "flows do") + " not work."};
    if (s.unknown > 0 || !r.complete) return {outcome::unknown, "Nothing failed, but not everything is known."};
    if (s.pass + s.warn == 0) return {outcome::warn, "Nothing failed, but every finding is accepted or skipped."};
    return {outcome::pass, "All required flows work."};
}

std::string unchecked_in_words(const report& r) {
    const std::size_t n = summarize(r).unchecked;
    if (n == 0) return {};
    return "for " + counted(n, "flow", "flows") +
           " it is not known whether the target itself answered or something on the path in its name. Run "
           "`fairway listen` on the target, or check again with hop checks, which Fairway has on Linux.";
}

coverage coverage_of(const report& r) {
    coverage c;
    for (const auto& f : r.findings) {
        c.probed += probed_ports(f);
        c.of += count(f.requirement.ports);
    }
    return c;
}

std::string who(const report& r) {
    return r.host + " as " + joined(r.roles) + (r.stand_in_for.empty() ? "" : ", standing in for " + r.stand_in_for);
}

std::string phase_in_words(phase p) {
    return std::string(to_string(p)) + (p == phase::onboarding
                                            ? " (services of hosts being onboarded may not exist yet)"
                                            : " (every service must answer)");
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

std::string outcome_word(const finding& f) {
    if (f.accepted.has_value()) return "accepted";
    return f.outcome == outcome::fail ? "FAIL" : std::string(to_string(f.outcome));
}

std::string seen_in_words(const span& s, const std::string& address) {
    std::string seen = std::string(to_string(s.seen.state)) + " " + std::string(to_string(s.seen.reason));
    if (!s.seen.answered_by.empty() && s.seen.answered_by != address) seen += " from " + s.seen.answered_by;
    if (s.seen.rtt_us) seen += ", " + in_time(*s.seen.rtt_us);
    return seen;
}

std::string in_words(const tls_facts& t) {
    return t.version + ", certificate of " + (t.subject.empty() ? "(no subject)" : t.subject) + ", issued by " +
           (t.issuer.empty() ? "(no issuer)" : t.issuer) + ", valid until " + t.not_after +
           (t.chain_problem.empty() ? "" : "; " + t.chain_problem) + (t.name_matches ? "" : "; not for this name") +
           "; SHA-256 " + t.sha256;
}

std::string note_on(const finding& f) {
    const bool fine = f.outcome == outcome::pass || f.outcome == outcome::skip;
    if (fine) return {};
    if (!f.requirement.questions.empty()) return "may not be needed here, see the questions below; a warning at worst";
    return f.requirement.required ? "" : "optional; a warning at worst";
}

namespace {

/// More reasons of the same kind are a wall of text: a backup server's pages know a hundred roles, of which few have a
/// host.
constexpr std::size_t most_without_target = 12;

/// What nothing on this site calls for, as one group, where it is too much to read.
std::vector<not_probed_group> folded(std::vector<not_probed_group> groups) {
    const auto is_without_target = [](const not_probed_group& g) { return g.without_target; };
    const auto all = std::count_if(groups.begin(), groups.end(), is_without_target);
    if (static_cast<std::size_t>(all) <= most_without_target) return groups;
    not_probed_group rest{
        false, true, "no host has the role, or a condition does not hold; `fairway plan` lists each reason", {}};
    for (const auto& g : groups)
        if (g.without_target) rest.flows.insert(rest.flows.end(), g.flows.begin(), g.flows.end());
    std::erase_if(groups, is_without_target);
    groups.push_back(std::move(rest));
    return groups;
}

} // namespace

std::vector<not_probed_group> group_not_probed(const report& r) {
    std::vector<not_probed_group> groups;
    std::map<std::pair<bool, std::string>, std::size_t> places;
    for (const auto& n : r.skipped) {
        const bool open = n.why == skip_reason::needs_config;
        const std::string text = n.text + (n.target.empty() ? "" : " (" + n.target + ")");
        const auto [place, is_new] = places.emplace(std::pair(open, text), groups.size());
        if (is_new) groups.push_back({open, !open && n.target.empty(), text, {}});
        groups[place->second].flows.push_back(n.flow);
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [](const auto& a, const auto& b) { return a.needs_config && !b.needs_config; });
    return folded(std::move(groups));
}

std::map<std::string, std::size_t> open_questions(const report& r) {
    std::map<std::string, std::size_t> waiting;
    for (const auto& f : r.findings)
        for (const auto& q : f.requirement.questions)
            ++waiting[q];
    return waiting;
}

std::string not_covered(const report& r, const std::function<std::string(const std::string&)>& link) {
    std::vector<std::string> pages;
    for (const auto& m : r.matrices)
        if (!m.url.empty()) pages.push_back(link ? link(m.url) : m.url);
    const std::string what = pages.empty()       ? "the flows of " + names_of(r.matrices)
                             : pages.size() == 1 ? "the flows of one page only (" + pages[0] + ")"
                                                 : "the flows of these pages only: " + joined(pages);
    return "this checks " + what +
           ". Ports that other pages require, such as those of Enterprise Manager, were not probed.";
}

std::vector<const finding*> worst_first(const report& r) {
    std::vector<const finding*> all;
    for (const auto& f : r.findings)
        all.push_back(&f);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto* a, const auto* b) { return counts_as(*a) > counts_as(*b); });
    return all;
}

std::vector<target_findings> by_target(const report& r) {
    std::vector<target_findings> targets;
    std::map<std::string, std::size_t> places;
    for (const auto& f : r.findings) {
        const auto [place, is_new] = places.emplace(f.requirement.target, targets.size());
        if (is_new) targets.push_back({f.requirement.target, {}, outcome::skip});
        target_findings& t = targets[place->second];
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

std::string protocol_and_ports(protocol p, const port_list& ports, std::size_t most) {
    std::string list = to_string(ports);
    if (list.size() > most) list = list.substr(0, most - 3) + "...";
    return std::string(in_capitals(p)) + " " + list;
}

std::string spaced_ports(const port_list& ports) {
    std::string text;
    for (const auto& range : ports)
        text += (text.empty() ? "" : ", ") + to_string(range);
    return text;
}

std::string addresses_of(const finding& f) {
    std::vector<std::string> all;
    for (const auto& a : f.addresses)
        if (!a.address.empty() && a.address != f.requirement.target &&
            std::find(all.begin(), all.end(), a.address) == all.end())
            all.push_back(a.address);
    return joined(all);
}

} // namespace fairway
