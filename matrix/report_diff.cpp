#include "matrix/report_diff.hpp"

#include "matrix/flow_weight.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace fairway {

namespace {

/// What was seen at an address, without what differs from run to run by itself.
using seen_ports = std::tuple<std::string, finding_kind, outcome, state, reason, std::string, std::optional<on_way>>;

std::set<std::pair<std::string, seen_ports>> picture(const finding& f, bool with_ports) {
    std::set<std::pair<std::string, seen_ports>> all;
    for (const auto& a : f.addresses) {
        if (a.spans.empty()) all.insert({a.address, {"", a.finding, a.outcome, {}, {}, "", {}}});
        for (const auto& s : a.spans)
            all.insert({a.address,
                        {with_ports ? to_string(s.ports) : std::string(), s.finding, s.outcome, s.seen.state,
                         s.seen.reason, s.seen.answered_by, s.seen.on_way}});
    }
    return all;
}

bool is_sampled(const finding& f) {
    return probed_ports(f) != count(f.requirement.ports);
}

bool looks_the_same(const finding& a, const finding& b) {
    if (a.kind != b.kind || a.outcome != b.outcome || (a.accepted.has_value()) != (b.accepted.has_value()))
        return false;
    if (a.requirement.installed != b.requirement.installed || a.requirement.ports != b.requirement.ports) return false;
    const bool with_ports = !is_sampled(a) && !is_sampled(b);
    return picture(a, with_ports) == picture(b, with_ports);
}

/// Whether a flow is in one report and not in `other` because of the pages that these were checked against: none of the
/// flow's is among the other's, or not in that revision, and nothing shows that the site changed instead. That is shown
/// by the same flow to other targets, and by a flow that has no target there.
bool is_by_page(const finding& f, const report& other) {
    const auto& id = f.requirement.flow->id;
    const auto& pages = f.requirement.flow->sources;
    if (pages.empty() || other.matrices.empty()) return false;
    for (const auto& s : pages)
        if (s.matrix.empty() || std::any_of(other.matrices.begin(), other.matrices.end(),
                                            [&](const matrix_source& m) { return name_of(m) == s.matrix; }))
            return false;
    if (std::any_of(other.findings.begin(), other.findings.end(),
                    [&](const finding& o) { return o.requirement.flow->id == id; }))
        return false;
    return std::none_of(other.skipped.begin(), other.skipped.end(), [&](const not_probed& n) {
        return n.flow == id && (n.target.empty() || n.why != skip_reason::not_applicable);
    });
}

/// Whether the network is as it was, and the flow counts otherwise by another matrix: it weighs it otherwise.
bool is_weighed_otherwise(const finding& before, const finding& after) {
    return counts_as(before) != counts_as(after) && before.accepted.has_value() == after.accepted.has_value() &&
           weight_of(before.requirement) != weight_of(after.requirement) && reach_alike(before.kind, after.kind);
}

bool works(const finding& f) {
    return !f.accepted && (f.outcome == outcome::pass || f.outcome == outcome::warn);
}

std::vector<std::string> differences(const report& before, const report& after) {
    std::vector<std::string> notes;
    const auto differ = [&](const char* what, const std::string& old_one, const std::string& new_one) {
        if (old_one != new_one) notes.push_back(std::string(what) + " differs: " + old_one + ", then " + new_one);
    };
    differ("The host", before.host, after.host);
    differ("The phase", std::string(to_string(before.phase)), std::string(to_string(after.phase)));
    differ("The matrix", names_of(before.matrices), names_of(after.matrices));
    if (!before.complete) notes.emplace_back("The old run was interrupted: not everything was known then");
    if (!after.complete) notes.emplace_back("The new run was interrupted: not everything is known now");
    if (before.started_at > after.started_at)
        notes.push_back("The old report is newer than the new one: " + before.started_at + ", then " +
                        after.started_at);
    return notes;
}

} // namespace

std::string_view to_string(change_kind k) {
    switch (k) {
    case change_kind::same: return "same";
    case change_kind::broke: return "broke";
    case change_kind::healed: return "healed";
    case change_kind::changed: return "changed";
    case change_kind::page_changed: return "page-changed";
    case change_kind::added: return "new";
    case change_kind::gone: return "gone";
    case change_kind::newly_required: return "newly-required";
    case change_kind::no_longer_required: return "no-longer-required";
    }
    return "changed";
}

bool report_diff::has_new_failures() const {
    return std::any_of(changes.begin(), changes.end(), [](const flow_change& c) {
        if (c.after == nullptr || counts_as(*c.after) != outcome::fail) return false;
        return c.kind == change_kind::broke || c.before == nullptr ||
               (c.kind == change_kind::page_changed && counts_as(*c.before) != outcome::fail);
    });
}

change_kind compare(const finding* before, const finding* after) {
    if (before == nullptr) return change_kind::added;
    if (after == nullptr) return change_kind::gone;
    const bool failed = counts_as(*before) == outcome::fail, fails = counts_as(*after) == outcome::fail;
    if (fails && !failed) return change_kind::broke;
    if (failed && works(*after)) return change_kind::healed;
    return looks_the_same(*before, *after) ? change_kind::same : change_kind::changed;
}

report_diff compare(const report& before, const report& after) {
    using flow_key = std::pair<std::string_view, std::string_view>;
    const auto key_of = [](const finding& f) { return flow_key(f.requirement.flow->id, f.requirement.target); };
    std::map<flow_key, const finding*> old_ones, new_ones;
    for (const auto& f : before.findings)
        old_ones.emplace(key_of(f), &f);
    for (const auto& f : after.findings)
        new_ones.emplace(key_of(f), &f);

    report_diff d;
    d.notes = differences(before, after);
    const bool other_pages = names_of(before.matrices) != names_of(after.matrices);
    for (const auto& f : after.findings) {
        if (new_ones.at(key_of(f)) != &f) continue; // told twice
        const auto old_one = old_ones.find(key_of(f));
        flow_change c{compare(old_one == old_ones.end() ? nullptr : old_one->second, &f),
                      old_one == old_ones.end() ? nullptr : old_one->second, &f};
        if (c.kind == change_kind::added && is_by_page(f, before)) c.kind = change_kind::newly_required;
        if (c.before != nullptr && other_pages && is_weighed_otherwise(*c.before, f))
            c.kind = change_kind::page_changed;
        if (c.kind == change_kind::same)
            ++d.same;
        else
            d.changes.push_back(c);
    }
    for (const auto& f : before.findings)
        if (new_ones.count(key_of(f)) == 0)
            d.changes.push_back(
                {is_by_page(f, after) ? change_kind::no_longer_required : change_kind::gone, &f, nullptr});
    return d;
}

} // namespace fairway
