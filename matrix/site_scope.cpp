#include "matrix/site_scope.hpp"

#include <algorithm>

namespace fairway {

namespace {

void add_facts_of(const condition& c, std::set<std::string>& facts) {
    if (c.what == condition::kind::fact) facts.insert(c.fact);
    for (const auto& part : c.parts)
        add_facts_of(part, facts);
}

bool holds(const site& s, const matrix& m, const std::string& role_id) {
    return std::any_of(s.hosts.begin(), s.hosts.end(),
                       [&](const auto& host) { return m.any_is_a(host.roles, role_id); });
}

} // namespace

std::vector<const role*> roles_to_offer(const matrix& m) {
    constexpr std::size_t few = 40;
    std::vector<const role*> inside, usual;
    for (const auto& r : m.roles) {
        if (r.abstract || r.external) continue;
        inside.push_back(&r);
        const bool is_component = std::any_of(r.is.begin(), r.is.end(), [&](const auto& parent) {
            return m.find_role(parent)->abstract && !r.onboards && r.platform.empty();
        });
        if (r.onboards || !r.peer_question.empty() || is_component) usual.push_back(&r);
    }
    return inside.size() <= few || usual.empty() ? inside : usual;
}

site_scope scope_of(const site& s, const matrix& m) {
    site_scope scope;
    std::set<std::string> held, missing; // by role, as flows name them
    const auto is_held = [&](const std::string& id) {
        if (!held.contains(id) && !missing.contains(id)) (holds(s, m, id) ? held : missing).insert(id);
        return held.contains(id);
    };
    for (const auto& f : m.flows) {
        const bool external = f.listens == listens::external;
        if (!s.hosts.empty() && (!is_held(f.from) || (!external && !is_held(f.to)))) continue;
        if (external) scope.external_roles.insert(f.to);
        scope.leaves_ports_open = scope.leaves_ports_open || (!external && f.ports.empty());
        add_facts_of(f.when, scope.facts);
        if (f.required_when) add_facts_of(*f.required_when, scope.facts);
    }
    return scope;
}

} // namespace fairway
