#include "agent/inventory/site_draft.hpp"

#include "text/ip_address.hpp"
#include "text/names.hpp"

#include <algorithm>

namespace fairway {

namespace {

std::string label_of(const std::string& name) {
    return is_ip_address(name) ? std::string() : canonical_host(name).substr(0, canonical_host(name).find('.'));
}

bool is_link_local(const ip_address& address) {
    const auto& b = address.bytes;
    return address.is_v4() ? b[0] == 169 && b[1] == 254 : b[0] == 0xfe && (b[1] & 0xc0) == 0x80;
}

} // namespace

void site_draft::know_name(const std::string& name) {
    const auto full = canonical_host(name);
    const auto label = label_of(name);
    if (label.empty() || label == full) return;
    const auto [it, is_new] = full_names_.emplace(label, full);
    if (!is_new && it->second != full) it->second.clear();
}

std::size_t site_draft::find(const std::string& name_or_address) const {
    if (const auto at = find_name(name_or_address); at != none) return at;
    const auto it = by_address_.find(canonical_host(name_or_address));
    return it == by_address_.end() ? none : it->second;
}

std::size_t site_draft::find_name(const std::string& name) const {
    const auto it = by_name_.find(canonical_host(name));
    return it == by_name_.end() ? none : it->second;
}

/// The host of which `name` is the short or the full form, and no third name is.
std::size_t site_draft::find_other_form(const std::string& name) {
    const auto label = label_of(name);
    const auto full = full_names_.find(label);
    if (label.empty() || full == full_names_.end() || full->second.empty()) return none;
    const auto there = find_name(label == canonical_host(name) ? full->second : label);
    if (there != none) {
        assumed.add("short and full names are of one host", hosts[there].host.name + " and " + name);
        by_name_.emplace(canonical_host(name), there);
    }
    return there;
}

std::size_t site_draft::add(const std::string& name) {
    if (const auto why = check_host(name)) {
        missing.add("left out, as its name cannot be used: " + *why);
        return none;
    }
    if (const auto there = find(name); there != none) return there;
    if (const auto there = find_other_form(name); there != none) return there;
    const auto at = hosts.size();
    hosts.emplace_back().host.name = name;
    by_name_.emplace(canonical_host(name), at);
    return at;
}

void site_draft::add_address(std::size_t at, const std::string& address) {
    auto& d = hosts[at];
    const auto canonical = canonical_host(address);
    const auto parsed = parse_ip_address(address);
    // Of every host on its own network, or of none.
    if (!parsed || check_address(address) || is_loopback(*parsed) || is_link_local(*parsed)) return;
    if (d.addresses.contains(canonical) || canonical == canonical_host(d.host.name)) return;
    if (const auto other = find(address); other != none && other != at) {
        missing.add("addresses that two hosts have, and only the first keeps",
                    address + " (" + hosts[other].host.name + ", " + d.host.name + ")");
        return;
    }
    d.addresses.insert(canonical);
    d.host.addresses.push_back(address);
    by_address_.emplace(canonical, at);
}

bool site_draft::has_role(const std::string& id) const {
    const auto* r = m_.find_role(id);
    return r != nullptr && !r->abstract && !r->external;
}

bool site_draft::give_role(std::size_t at, const std::vector<std::string>& roles, const std::string& what) {
    if (at == none) return false;
    for (const auto& id : roles)
        if (has_role(id)) {
            auto& own = hosts[at].host.roles;
            if (std::find(own.begin(), own.end(), id) == own.end()) {
                own.push_back(id);
                ++role_counts_[id];
            }
            return true;
        }
    missing.add(names_of(m_.sources) + " has no role for " + what, hosts[at].host.name);
    hosts[at].told = true;
    return false;
}

std::size_t site_draft::count_of(const std::string& role) const {
    const auto it = role_counts_.find(role);
    return it == role_counts_.end() ? 0 : it->second;
}

void site_draft::state(std::size_t at, const std::string& fact_id, const std::string& value) {
    const auto* f = m_.find_fact(fact_id);
    if (at != none && f != nullptr && !check_fact(m_, fact_id, value) && f->of != fact::subject::site)
        hosts[at].host.facts[fact_id] = value;
}

void site_draft::state_of_site(const std::string& fact_id, const std::string& value) {
    if (m_.find_fact(fact_id) != nullptr && !check_fact(m_, fact_id, value)) all.facts[fact_id] = value;
}

} // namespace fairway
