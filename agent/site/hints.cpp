#include "agent/site/hints.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

std::vector<const site_host*> hosts_with(const site& s, const matrix& m, const std::string& role) {
    std::vector<const site_host*> found;
    for (const auto& h : s.hosts)
        if (m.any_is_a(h.roles, role)) found.push_back(&h);
    return found;
}

/// Thousands of hosts state few different facts: each combination is looked at once.
std::set<fact_values> stated(const std::vector<const site_host*>& hosts) {
    std::set<fact_values> all;
    for (const auto* h : hosts)
        all.insert(h->facts);
    if (all.empty()) all.insert(fact_values{}); // an external service states nothing
    return all;
}

/// The facts that the flow waits for between these hosts.
std::set<std::string> open_facts(const flow& f, const site& s, const matrix& m,
                                 const std::vector<const site_host*>& from, const std::vector<const site_host*>& to) {
    std::set<std::string> open;
    for (const auto& from_facts : stated(from)) {
        for (const auto& to_facts : stated(to)) {
            const auto lookup = [&](const std::string& id) -> std::optional<std::string> {
                const fact* known = m.find_fact(id);
                if (known && known->of != fact::subject::site) {
                    const auto& own = known->of == fact::subject::from ? from_facts : to_facts;
                    if (const auto it = own.find(id); it != own.end()) return it->second;
                }
                const auto it = s.facts.find(id);
                return it == s.facts.end() ? std::nullopt : std::optional(it->second);
            };
            const evaluation when = evaluate(f.when, lookup);
            open.insert(when.open.begin(), when.open.end());
            if (when.value == truth::no || !f.required_when) continue;
            const evaluation required = evaluate(*f.required_when, lookup);
            open.insert(required.open.begin(), required.open.end());
        }
    }
    return open;
}

} // namespace

site_hints find_hints(const site& s, const matrix& m) {
    std::set<const site_host*> joined;
    std::map<std::string, std::size_t> waiting;
    for (const auto& f : m.flows) {
        const auto from = hosts_with(s, m, f.from);
        const auto to = hosts_with(s, m, f.to);
        const bool external =
            f.listens == listens::external && std::any_of(s.endpoints.begin(), s.endpoints.end(),
                                                          [&](const auto& named) { return m.is_a(named.first, f.to); });
        // A host does not probe itself.
        const bool only_itself = from.size() == 1 && to == from;
        if (from.empty() || (!external && (to.empty() || only_itself))) continue;
        joined.insert(from.begin(), from.end());
        joined.insert(to.begin(), to.end());
        for (const auto& id : open_facts(f, s, m, from, to))
            ++waiting[id];
    }

    site_hints hints;
    for (const auto& h : s.hosts)
        if (!joined.contains(&h)) hints.isolated.push_back(&h);
    for (const auto& f : m.facts)
        if (const auto it = waiting.find(f.id); it != waiting.end()) hints.open.push_back({&f, it->second});
    return hints;
}

} // namespace fairway
