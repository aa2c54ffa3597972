#include "matrix/site.hpp"

#include "text/glob.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/odd_character.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

std::string key_of(const port_override& o) {
    return o.of ? to_string(*o.of) : "custom";
}

std::vector<const site_host*> site::hosts_named(std::string_view name) const {
    std::vector<const site_host*> same, alike;
    for (const auto& host : hosts) {
        if (is_same_host(host.name, name)) same.push_back(&host);
        if (is_short_form(host.name, name)) alike.push_back(&host);
    }
    return same.empty() ? alike : same;
}

const site_host* site::find_host(std::string_view name) const {
    const auto found = hosts_named(name);
    return found.size() == 1 ? found.front() : nullptr;
}

std::optional<std::string> check_fact(const matrix& m, const std::string& id, const std::string& value) {
    const auto* f = m.find_fact(id);
    if (!f) return "unknown fact " + in_quotes(id) + choices(id, m.fact_ids());
    return check_value(*f, value);
}

std::optional<std::string> check_host_role(const matrix& m, const std::string& role_id) {
    const auto* r = m.find_role(role_id);
    if (!r) {
        const auto odd = odd_character(role_id);
        return "unknown role " + in_quotes(role_id) + (odd.empty() ? "" : "; it " + odd) +
               choices(role_id, m.concrete_role_ids());
    }
    if (!r->abstract) return std::nullopt;
    std::vector<std::string> concrete;
    for (const auto& other : m.roles)
        if (!other.abstract && m.is_a(other.id, role_id)) concrete.push_back(other.id);
    return "the role " + in_quotes(role_id) + " is too general for a host; expected " + listed(concrete);
}

std::optional<std::string> check_flow_glob(const matrix& m, const std::string& glob) {
    const auto ids = m.flow_ids();
    if (std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return glob_match(glob, id); })) return std::nullopt;
    const auto similar = did_you_mean_one_of(glob, ids);
    return "no flow ID matches " + in_quotes(glob) +
           (similar.empty() ? "; `fairway matrix list` shows them all" : similar);
}

} // namespace fairway
