#include "agent/site/hints.hpp"

#include "matrix/external_names.hpp"
#include "text/glob.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

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

/// What the flows of a site lead to: hosts that they join, and facts that they wait for.
struct joined_flows {
    std::set<const site_host*> hosts;
    std::map<std::string, std::size_t> waiting; ///< by fact
};

joined_flows join(const site& s, const matrix& m) {
    joined_flows joined;
    for (const auto& f : m.flows) {
        const auto from = hosts_with(s, m, f.from);
        const auto to = hosts_with(s, m, f.to);
        const bool external =
            f.listens == listens::external && std::any_of(s.endpoints.begin(), s.endpoints.end(),
                                                          [&](const auto& named) { return m.is_a(named.first, f.to); });
        // A host does not probe itself.
        const bool only_itself = from.size() == 1 && to == from;
        if (from.empty() || (!external && (to.empty() || only_itself))) continue;
        joined.hosts.insert(from.begin(), from.end());
        joined.hosts.insert(to.begin(), to.end());
        for (const auto& id : open_facts(f, s, m, from, to))
            ++joined.waiting[id];
    }
    return joined;
}

std::vector<open_fact> in_order(const joined_flows& joined, const matrix& m) {
    std::vector<open_fact> open;
    for (const auto& f : m.facts)
        if (const auto it = joined.waiting.find(f.id); it != joined.waiting.end()) open.push_back({&f, it->second});
    return open;
}

/// The names that findings can have as their targets, as far as they are known before a check.
std::vector<std::string> targets_of(const site& s, const matrix& m) {
    std::vector<std::string> names;
    for (const auto& h : s.hosts)
        names.push_back(h.name);
    for (const auto& [role, endpoints] : s.endpoints)
        for (const auto& e : endpoints)
            names.push_back(e.host);
    for (const auto& f : m.flows)
        for (const auto& e : f.endpoints) {
            std::string open;
            if (const auto host = with_placeholders(e.host, s, open)) names.push_back(*host);
        }
    return names;
}

std::vector<idle_acceptance> idle_ones(const site& s, const matrix& m, std::string_view today) {
    std::vector<idle_acceptance> idle;
    if (s.accept.empty()) return idle;
    const auto targets = targets_of(s, m);
    for (std::size_t i = 0; i < s.accept.size(); ++i) {
        const auto& a = s.accept[i];
        if (a.until < today) idle.push_back({i, "expired on " + a.until + ", so what it accepted counts again"});
        const bool known =
            std::any_of(targets.begin(), targets.end(), [&](const auto& t) { return glob_match(a.host, t); });
        // Certificates name more services while a check runs, by full names.
        const auto similar = did_you_mean_one_of(a.host, targets);
        const bool may_be_found = !s.endpoints.empty() && similar.empty() && a.host.find('.') != std::string::npos;
        if (!known && !may_be_found)
            idle.push_back({i, "no host or service of this site is called " + in_quotes(a.host) + similar});
    }
    return idle;
}

} // namespace

std::vector<open_fact> find_open_facts(const site& s, const matrix& m) {
    return in_order(join(s, m), m);
}

site_hints find_hints(const site& s, const matrix& m, std::string_view today) {
    const auto joined = join(s, m);
    site_hints hints;
    for (const auto& h : s.hosts)
        if (!joined.hosts.contains(&h)) hints.isolated.push_back(&h);
    hints.open = in_order(joined, m);
    hints.idle = idle_ones(s, m, today);
    return hints;
}

} // namespace fairway
