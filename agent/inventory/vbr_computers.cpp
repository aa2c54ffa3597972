#include "agent/inventory/vbr_computers.hpp"

#include "matrix/condition.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <set>

namespace fairway {

namespace {

constexpr platform_roles distribution_roles{"distribution-server-windows", "distribution-server-linux", ""};

const char* agent_role(vbr_platform p) {
    switch (p) {
    case vbr_platform::windows: return "agent-windows";
    case vbr_platform::linux: return "agent-linux";
    case vbr_platform::unix: return "agent-unix";
    case vbr_platform::macos: return "agent-macos";
    case vbr_platform::unknown: break;
    }
    return nullptr;
}

std::size_t host_of_computer(const vbr_computer& c, site_draft& draft) {
    auto at = draft.find(c.name);
    // A server that is managed by its address has its name from here.
    for (const auto& address : c.addresses)
        if (at == site_draft::none && is_ip_address(address)) at = draft.find_name(address);
    return at == site_draft::none ? draft.add(c.name) : at;
}

/// Whether it is a host of the site now.
bool add_computer(const vbr_computer& c, bool in_cluster, site_draft& draft) {
    const auto platform = platform_of_system(c.operating_system);
    const auto* role = agent_role(platform);
    if (role == nullptr) {
        draft.missing.add("computers of an unknown system", c.name);
        return false;
    }
    const auto at = host_of_computer(c, draft);
    if (at == site_draft::none) return false;
    for (const auto& address : c.addresses)
        draft.add_address(at, address);
    draft.give_role(at, {role}, "computers with an agent");
    auto& installed = draft.hosts[at].agent_installed;
    if (c.agent_status == "Installed" || c.agent_status == "UpgradeRequired" || c.agent_status == "UpgradeAvailable")
        installed = true;
    else if (c.agent_status == "NotInstalled" && !installed)
        installed = false;
    if (in_cluster && platform == vbr_platform::windows) draft.state(at, "failover_cluster", "true");
    for (const auto& plugin : c.plugins)
        if (plugin == "MSSQL" && draft.rules().find_fact("sql_log_backup") != nullptr)
            draft.missing.add("computers with the plug-in for Microsoft SQL Server; state sql_log_backup", c.name);
    return true;
}

void tell_what_is_not_listed(const vbr_inventory& from, const std::set<std::string>& occupied_clusters,
                             const std::set<std::string>& known, site_draft& draft) {
    for (const auto& c : from.computers)
        if (c.type == "Cluster" && !occupied_clusters.contains(c.id))
            draft.missing.add("clusters whose nodes are not listed; add them with failover_cluster", c.name);
    for (const auto& g : from.protection_groups)
        for (const auto& name : g.computers)
            if (!known.contains(canonical_host(name)))
                draft.missing.add("members of CSV groups that were not discovered; their system is not known", name);
}

void state_oldest_agent(const vbr_inventory& from, site_draft& draft) {
    std::string oldest;
    for (const auto& c : from.computers)
        if (!c.agent_version.empty() && is_version(c.agent_version) &&
            (oldest.empty() || version_before(c.agent_version, oldest)))
            oldest = c.agent_version;
    if (oldest.empty()) return;
    draft.state_of_site("oldest_agent_version", oldest);
    draft.found.add("the oldest agent is " + oldest);
}

} // namespace

void add_distribution_servers(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft) {
    for (const auto& g : from.protection_groups) {
        if (g.distribution_server.empty() && g.type != "PreInstalledAgents")
            draft.assumed.add("the backup server itself installs the agents of protection groups that name no "
                              "distribution server",
                              in_quotes(g.name));
        const auto at = servers.named(g.distribution_server, "the distribution server of " + in_quotes(g.name));
        if (at == site_draft::none) continue;
        const auto platform = servers.platform_of(g.distribution_server);
        if (platform == vbr_platform::unknown)
            draft.missing.add("distribution servers of an unknown system", draft.hosts[at].host.name);
        else
            draft.give_role(at, of_platform(distribution_roles, platform), "distribution servers");
    }
}

void add_computers(const vbr_inventory& from, site_draft& draft) {
    std::set<std::string> clusters, occupied, known;
    for (const auto& c : from.computers)
        if (c.type == "Cluster") clusters.insert(c.id);
    for (const auto& c : from.computers) {
        if (c.type != "Computer" && !c.type.empty()) continue; // clusters, containers, folders
        const bool in_cluster = clusters.contains(c.parent);
        if (add_computer(c, in_cluster, draft) && in_cluster) occupied.insert(c.parent);
        for (const auto& name : c.addresses)
            known.insert(canonical_host(name));
        known.insert(canonical_host(c.name));
    }
    tell_what_is_not_listed(from, occupied, known, draft);
    state_oldest_agent(from, draft);
}

} // namespace fairway
