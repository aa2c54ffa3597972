#include "agent/service/probing.hpp"

#include "support/duration.hpp"
#include "text/glob.hpp"

#include <algorithm>
#include <set>

namespace fairway {

plan plan_of_run(const service_config& c, const assignment& a, std::uint32_t seed,
                 const std::optional<settled_run>& last) {
    auto options = c.check.plan;
    options.seed = seed;
    plan p = make_plan(a.matrix, a.site, a.self, options);
    for (auto& check : p.requirements) {
        const bool whole = check.flow->listens != listens::on_demand ||
                           std::any_of(c.full_ranges.begin(), c.full_ranges.end(),
                                       [&](const auto& glob) { return glob_match(glob, check.flow->id); });
        if (whole) check.probed = check.ports;
    }
    if (last) keep_watching(p, *last);
    return p;
}

std::string in_words(const plan& p, const service_config& c) {
    std::set<std::string> flows, targets;
    for (const auto& check : p.requirements) {
        flows.insert(check.flow->id);
        targets.insert(check.target);
    }
    std::string roles;
    for (const auto& role : p.roles)
        roles += (roles.empty() ? "" : ", ") + role;
    return p.host + " (" + roles + ") probes " + std::to_string(flows.size()) +
           (flows.size() == 1 ? " flow to " : " flows to ") + std::to_string(targets.size()) +
           (targets.size() == 1 ? " target" : " targets") + ", every " + in_words(c.interval);
}

} // namespace fairway
