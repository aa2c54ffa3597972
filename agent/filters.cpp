#include "agent/filters.hpp"

#include "text/columns.hpp"
#include "text/glob.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

using words = std::vector<std::string>;

void add_once(words& all, const std::string& word) {
    if (std::find(all.begin(), all.end(), word) == all.end()) all.push_back(word);
}

words flows_of(const plan& p) {
    words ids;
    for (const auto& c : p.requirements)
        add_once(ids, c.flow->id);
    return ids;
}

bool any_matches(const std::string& glob, const words& ids) {
    return std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return glob_match(glob, id); });
}

/// A report on such a plan has findings, or says what is missing in the site.
bool has_something_to_say(const plan& p) {
    return !p.requirements.empty() || std::any_of(p.skipped.begin(), p.skipped.end(), [](const not_probed& n) {
        return n.why == skip_reason::needs_config;
    });
}

/// Why the whole plan has no such flow.
std::string why_not(const std::string& glob, const assignment& a, const plan& whole) {
    words reasons, starts;
    for (const auto& n : whole.skipped)
        if (glob_match(glob, n.flow)) add_once(reasons, n.text);
    if (!reasons.empty()) return joined(reasons, 3, "; ");
    for (const auto& in : whole.inbounds)
        if (glob_match(glob, in.flow->id)) return "other hosts probe it toward this one (see `fairway plan`)";
    for (const auto& f : a.matrix.flows)
        if (glob_match(glob, f.id)) add_once(starts, f.from);
    return "it starts at " + joined(starts, 3) + ", and this host is " + joined(whole.roles);
}

/// Whether certificates that are yet to be seen may add such a flow.
bool may_be_found(const std::string& glob, const assignment& a, const plan& p) {
    return p.finds_revocation && std::any_of(a.matrix.flows.begin(), a.matrix.flows.end(), [&](const flow& f) {
               return f.listens == listens::external && a.matrix.any_is_a(p.roles, f.from) && glob_match(glob, f.id);
           });
}

} // namespace

std::vector<problem> idle_filters(const assignment& a, const plan& p, const check_options& o) {
    auto all_flows = o.plan;
    all_flows.only.clear();
    const plan whole = make_plan(a.matrix, a.site, a.self, all_flows);
    const words required = flows_of(whole), probed = flows_of(p);
    std::vector<problem> problems;
    if (required.empty()) return problems;
    const auto refuse = [&](const char* option, const std::string& glob, const std::string& why) {
        const auto similar = did_you_mean_one_of(glob, required);
        problems.push_back({option, "",
                            in_quotes(glob) + " is not required from here: " + why +
                                (similar.empty() ? "; required from here: " + joined(required, 3) : similar)});
    };
    if (!has_something_to_say(p))
        for (const auto& glob : o.plan.only)
            refuse("--only", glob, why_not(glob, a, whole));
    if (!problems.empty()) return problems;
    for (const auto& glob : o.explain) {
        if (any_matches(glob, probed) || may_be_found(glob, a, p)) continue;
        if (any_matches(glob, required))
            problems.push_back({"--explain", "", in_quotes(glob) + " is not probed: --only leaves it out"});
        else
            refuse("--explain", glob, why_not(glob, a, whole));
    }
    return problems;
}

} // namespace fairway
