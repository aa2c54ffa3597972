#include "agent/inventory/vbr_ports.hpp"

#include "agent/inventory/component_ports.hpp"
#include "agent/inventory/vbr_inventory.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr port_range usual_data_ports{2500, 3300};
constexpr port_range usual_wan_port{6165, 6165};

/// The ports that flows to hosts with some roles name; each set of roles is looked up once.
class named_ports {
  public:
    explicit named_ports(const matrix& m) : m_(m) {}

    const std::set<port_range>& of(const std::vector<std::string>& roles) {
        const auto [known, is_new] = by_roles_.try_emplace(roles);
        if (is_new)
            for (const auto& f : m_.flows)
                if (m_.any_is_a(roles, f.to)) known->second.insert(f.ports.begin(), f.ports.end());
        return known->second;
    }

  private:
    const matrix& m_;
    std::map<std::vector<std::string>, std::set<port_range>> by_roles_;
};

void change_ports_of(draft_host& d, named_ports& named, site_draft& draft) {
    auto& ports = d.host.ports;
    const auto change = [&](const port_range& of, const port_range& to) {
        const bool given = std::any_of(ports.begin(), ports.end(), [&](const auto& o) { return o.of == of; });
        if (of != to && !given && named.of(d.host.roles).contains(of)) ports.push_back({of, {to}});
    };
    if (d.wan_port) change(usual_wan_port, {*d.wan_port, *d.wan_port});
    if (d.server == nullptr) return;
    for (const auto& c : d.server->components)
        if (const auto usual = default_component_port(c.name)) change({*usual, *usual}, {c.port, c.port});
    if (d.server->data_ports) change(usual_data_ports, *d.server->data_ports);
    const bool managed = d.server->type == "WindowsHost" || d.server->type == "LinuxHost";
    if (managed && d.server->components.empty() && !d.server->data_ports)
        draft.assumed.add("servers whose ports are not said have the usual ones", d.host.name);
    // As a site file is read.
    std::sort(ports.begin(), ports.end(), [](const auto& a, const auto& b) { return key_of(a) < key_of(b); });
}

} // namespace

void change_ports(site_draft& draft) {
    named_ports named(draft.rules());
    for (auto& d : draft.hosts) {
        if (d.host.roles.empty()) continue;
        change_ports_of(d, named, draft);
        if (!d.host.ports.empty()) draft.found.add("changed ports", d.host.name);
    }
}

} // namespace fairway
