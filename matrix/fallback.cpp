#include "matrix/fallback.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace fairway {

namespace {

/// What a flow and those that it stands in for have in common.
using neighborhood = std::tuple<std::string, std::string, std::string, protocol>;

neighborhood neighborhood_of(const finding& f) {
    const flow& its = *f.requirement.flow;
    return {f.requirement.target, its.from, its.to, its.protocol};
}

/// Somewhere it is reached, whatever its other addresses say; or something on the path answers in its place.
bool works_well(const finding& f) {
    return f.outcome == outcome::pass || f.kind == finding_kind::intermediary ||
           std::any_of(f.addresses.begin(), f.addresses.end(),
                       [&](const auto& a) { return is_counted(f, a) && a.outcome == outcome::pass; });
}

/// The flows in whose place this one stands, as far as they were probed.
std::vector<const finding*> first_choices(const finding& f, const std::vector<const finding*>& neighbors) {
    std::vector<const finding*> all;
    for (const finding* other : neighbors)
        if (can_fall_back(*f.requirement.flow, *other->requirement.flow)) all.push_back(other);
    return all;
}

void restore(finding& f) {
    if (!f.by_itself) return;
    f.outcome = f.by_itself->outcome;
    f.advice = std::move(f.by_itself->advice);
    f.by_itself.reset();
}

} // namespace

void weigh_fallbacks(std::vector<finding>& findings) {
    std::map<neighborhood, std::vector<const finding*>> neighbors;
    for (auto& f : findings) {
        restore(f);
        neighbors[neighborhood_of(f)].push_back(&f);
    }
    for (auto& f : findings) {
        if (f.requirement.flow->fallback_of.empty()) continue;
        if (f.outcome != outcome::fail && f.outcome != outcome::unknown) continue;
        const auto instead = first_choices(f, neighbors[neighborhood_of(f)]);
        const auto works = std::find_if(instead.begin(), instead.end(), [](const auto* o) { return works_well(*o); });
        if (!instead.empty() && works == instead.end()) continue;
        const auto ports = [&](const port_list& of) {
            return std::string(in_capitals(f.requirement.flow->protocol)) + " " + to_string(of);
        };
        f.by_itself = finding::unaided{f.outcome, std::move(f.advice)};
        f.outcome = outcome::warn;
        // Not all flows are probed, with --only.
        f.advice = instead.empty() ? "These ports are used only where " + ports(f.requirement.flow->fallback_of) +
                                         " does not work, which was not probed."
                                   : "Nothing is wrong while " + ports((*works)->requirement.ports) +
                                         " works: these ports are used only where it does not.";
    }
}

} // namespace fairway
