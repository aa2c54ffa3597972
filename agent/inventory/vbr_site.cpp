#include "agent/inventory/vbr_site.hpp"

#include "agent/inventory/vbr_computers.hpp"
#include "agent/inventory/vbr_mount_servers.hpp"
#include "agent/inventory/vbr_ports.hpp"
#include "agent/inventory/vbr_proxies.hpp"
#include "agent/inventory/vbr_repositories.hpp"
#include "agent/inventory/vbr_servers.hpp"
#include "text/columns.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_site_hosts = 100'000; // as many as a site file may have

void know_all_names(const vbr_inventory& from, site_draft& draft) {
    draft.know_name(from.name);
    for (const auto& s : from.servers)
        draft.know_name(s.name);
    for (const auto& p : from.proxies)
        draft.know_name(p.host_name);
    for (const auto& r : from.repositories)
        draft.know_name(host_of_share(r.share));
    for (const auto& c : from.computers)
        draft.know_name(c.name);
}

void add_wan_accelerators(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft) {
    for (const auto& w : from.wan_accelerators) {
        const auto at = servers.named(w.host, "WAN accelerator " + in_quotes(w.name));
        if (!draft.give_role(at, {"wan-accelerator"}, "WAN accelerators")) continue;
        auto& port = draft.hosts[at].wan_port;
        if (!port) port = w.port;
    }
}

/// Data goes by them first where both ends have an address there, and by any other path else; all the rest goes by the
/// routing tables. So no host can be said to probe from one of them alone.
void tell_preferred_networks(const vbr_inventory& from, site_draft& draft) {
    for (const auto& network : from.preferred_networks)
        draft.missing.add("preferred networks, which data between servers takes first; on servers with an address in "
                          "one, check once more with --source NETWORK",
                          printable(network));
}

/// A repository without an agent has its own services all the same.
void state_installed(draft_host& d, site_draft& draft) {
    if (!d.agent_installed) return;
    if (d.server == nullptr || *d.agent_installed)
        d.host.installed = *d.agent_installed;
    else
        draft.assumed.add("managed servers without an agent have the services of their other roles", d.host.name);
}

/// Those that have a role.
void finish_hosts(site_draft& draft) {
    for (auto& d : draft.hosts) {
        if (d.host.roles.empty()) {
            if (!d.told) draft.missing.add("left out, as nothing says what they are for", d.host.name);
            continue;
        }
        state_installed(d, draft);
        if (!d.host.addresses.empty() && d.server != nullptr && !is_ip_address(d.host.name))
            draft.assumed.add("managed servers that were also discovered have the addresses of the computer",
                              d.host.name);
        if (draft.all.hosts.size() == most_site_hosts)
            draft.missing.add("left out, as a site file has at most " + std::to_string(most_site_hosts) + " hosts",
                              d.host.name);
        else
            draft.all.hosts.push_back(std::move(d.host));
    }
}

void tell_totals(site_draft& draft) {
    std::vector<std::string> words;
    for (const auto& r : draft.rules().roles)
        if (const auto count = draft.count_of(r.id); count > 0) words.push_back(std::to_string(count) + " " + r.id);
    if (!words.empty()) draft.found.add(counted(draft.all.hosts.size(), "host", "hosts") + ": " + joined(words));
    for (const auto& [id, endpoints] : draft.all.endpoints)
        draft.found.add("external services", id);
}

} // namespace

mapped_site site_of(const vbr_inventory& from, const matrix& m) {
    site_draft draft(m);
    for (const auto& why : from.not_read)
        draft.missing.add(why);
    know_all_names(from, draft);
    vbr_servers servers(from, draft);
    add_default_mount_servers(from, servers, draft);
    servers.add_backup_server();
    add_proxies(from, servers, draft);
    for (const auto& mount : from.mount_servers)
        add_mount_server(mount, "a mount server", servers, draft);
    add_repositories(from, servers, draft);
    add_wan_accelerators(from, servers, draft);
    add_distribution_servers(from, servers, draft);
    add_computers(from, draft);
    change_ports(draft);
    finish_hosts(draft);
    tell_preferred_networks(from, draft);
    tell_totals(draft);
    return {std::move(draft.all), draft.found.lines(), draft.assumed.lines(), draft.missing.lines()};
}

} // namespace fairway
