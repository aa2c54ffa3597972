#include "matrix/host_list.hpp"

#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <set>

namespace fairway {

namespace {

std::string what_there_is(const std::vector<std::string>& known) {
    return known.empty() ? "there is nothing to change" : "expected " + listed(known);
}

} // namespace

bool host_list::check_spelling(const std::string& host, const std::string& at) {
    const auto why = check_host(host);
    if (why) problems_.add(at, *why);
    return !why;
}

void host_list::begin(const std::string& name, const std::string& at) {
    ++host_;
    name_ = canonical_host(name);
    if (name.empty() || !check_spelling(name, at)) return;
    const auto [first, is_new] = names_.emplace(name_, at);
    if (!is_new) problems_.add(at, "the host " + in_quotes(name) + " is named twice, first at " + first->second);
}

bool host_list::check_role(const std::string& role_id, const std::string& at) {
    const auto why = check_host_role(matrix_, role_id);
    if (why) problems_.add(at, *why);
    return !why;
}

bool host_list::check_fact(const std::string& id, const std::string& value, const std::string& at) {
    auto why = fairway::check_fact(matrix_, id, value);
    if (!why && matrix_.find_fact(id)->of == fact::subject::site)
        why = "the fact " + in_quotes(id) + " applies to the whole site; state it in \"facts\" at the top";
    if (why) problems_.add(at, *why);
    return !why;
}

/// What the flows to these roles name, in ascending order.
const std::vector<std::string>& host_list::override_keys(const std::vector<std::string>& roles) {
    const auto [known, is_new] = override_keys_.try_emplace(roles);
    if (is_new) {
        std::set<port_range> ports;
        bool leaves_open = false;
        for (const auto& f : matrix_.flows) {
            if (!matrix_.any_is_a(roles, f.to)) continue;
            ports.insert(f.ports.begin(), f.ports.end());
            leaves_open = leaves_open || f.ports.empty();
        }
        for (const auto& range : ports)
            known->second.push_back(to_string(range));
        if (leaves_open) known->second.push_back(key_of({}));
    }
    return known->second;
}

std::optional<port_override> host_list::check_override(const std::string& of, const site_host& host,
                                                       const std::string& at) {
    port_override o;
    if (of != key_of(o)) {
        std::string why;
        o.of = parse_port_range(of, &why);
        if (!o.of) {
            problems_.add(at, why);
            return std::nullopt;
        }
    }
    // With a role that is wrong itself, more might be known than seems.
    const bool roles_are_good =
        !host.roles.empty() && std::none_of(host.roles.begin(), host.roles.end(),
                                            [&](const auto& r) { return check_host_role(matrix_, r).has_value(); });
    const auto& known = override_keys(host.roles);
    if (roles_are_good && std::find(known.begin(), known.end(), key_of(o)) == known.end())
        problems_.add(at, (o.of ? "no flow to " + listed(host.roles) + " uses " + in_quotes(of)
                                : "all flows to " + listed(host.roles) + " name their ports") +
                              "; " + what_there_is(known));
    else if (std::any_of(host.ports.begin(), host.ports.end(), [&](const auto& other) { return other.of == o.of; }))
        problems_.add(at, "the port " + key_of(o) + " is given twice");
    return o;
}

void host_list::check_address(const std::string& address, const std::string& at) {
    if (!check_spelling(address, at)) return;
    const auto [first, is_new] = addresses_.emplace(canonical_host(address), owner{host_, name_, at});
    if (is_new) return;
    const auto& other = first->second;
    if (other.host == host_)
        problems_.add(at, "the address " + in_quotes(address) + " is given twice");
    else if (other.name != name_) // else the host is named twice, which has been told
        problems_.add(at, "the address " + in_quotes(address) + " is also that of " + in_quotes(other.name) + " at " +
                              other.at);
}

} // namespace fairway
