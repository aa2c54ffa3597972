#include "agent/inventory/vbr_servers.hpp"

#include "text/names.hpp"
#include "text/printable.hpp"

namespace fairway {

vbr_servers::vbr_servers(const vbr_inventory& from, site_draft& draft) : from_(from), draft_(draft) {
    for (const auto& s : from_.servers) {
        if (!s.id.empty()) by_id_.emplace(s.id, &s);
        auto name = s.name;
        // In place of its name, the console shows the backup server as "This server".
        if (s.backup_server && check_host(name) && !from_.name.empty()) name = from_.name;
        const auto at = draft_.add(name);
        if (at == site_draft::none) continue;
        if (!s.id.empty()) hosts_.emplace(s.id, at);
        if (draft_.hosts[at].server == nullptr) draft_.hosts[at].server = &s;
        add_roles(s, at);
    }
    for (const auto& s : from_.servers)
        if (s.type == "ViHost" && find(s.parent) != nullptr) draft_.state(host_of(s.id), "vcenter_connection", "true");
}

void vbr_servers::add_roles(const vbr_server& s, std::size_t at) {
    if (s.type == "WindowsHost" || s.type == "LinuxHost") return; // what else names it says its roles
    if (s.type == "ViHost" && s.vi_host_type == "VC")
        draft_.give_role(at, {"vcenter-server"}, "vCenter Servers");
    else if (s.type == "ViHost")
        draft_.give_role(at, {"esxi-host"}, "ESXi hosts");
    else if (s.type == "HvServer")
        draft_.give_role(at, {"hyperv-host"}, "Hyper-V hosts");
    else if (s.type == "SCVMM")
        draft_.give_role(at, {"scvmm"}, "System Center Virtual Machine Manager");
    else if (s.type == "CloudDirectorHost")
        draft_.give_role(at, {"cloud-director"}, "VMware Cloud Director");
    else if (s.type == "SmbV3StandaloneHost")
        draft_.give_role(at, {"smb3-server"}, "SMB3 servers of Hyper-V");
    else if (s.type == "HvCluster" || s.type == "SmbV3Cluster")
        draft_.missing.add("clusters are no hosts; their nodes are needed", s.name);
    else
        draft_.missing.add("servers of a type that is not known", s.name + " (" + s.type + ")");
}

void vbr_servers::add_backup_server() {
    const std::string what = "backup servers";
    bool windows = lower_case(from_.platform) == "windows", linux = lower_case(from_.platform) == "linux";
    for (const auto& s : from_.servers)
        if (s.backup_server || (!from_.name.empty() && is_same_host(s.name, from_.name))) {
            const auto at = host_of(s.id) != site_draft::none ? host_of(s.id) : draft_.find(s.name);
            backup_servers_.insert(at);
            draft_.give_role(at, {"backup-server"}, what);
            if (s.appliance || (!windows && s.type == "LinuxHost")) linux = true;
            if (!linux && s.type == "WindowsHost") windows = true;
        }
    backup_servers_.erase(site_draft::none);
    if (backup_servers_.empty() && !from_.name.empty()) {
        const auto at = draft_.add(from_.name);
        draft_.give_role(at, {"backup-server"}, what);
        if (at != site_draft::none) backup_servers_.insert(at);
        draft_.assumed.add("the backup server is what answered", from_.name);
    }
    if (backup_servers_.empty()) draft_.missing.add("no server is the backup server; give one the role backup-server");
    if (linux || windows)
        draft_.state_of_site("backup_server_os", linux ? "linux" : "windows");
    else
        draft_.missing.add("which system the backup server runs on is not said; state backup_server_os");
    if (!from_.build.empty()) draft_.found.add("Backup & Replication " + printable(from_.build));
}

const vbr_server* vbr_servers::find(const std::string& id) const {
    const auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : it->second;
}

std::size_t vbr_servers::host_of(const std::string& id) const {
    const auto it = hosts_.find(id);
    return it == hosts_.end() ? site_draft::none : it->second;
}

vbr_platform vbr_servers::platform_of(const std::string& id) const {
    const auto* s = find(id);
    return s == nullptr ? vbr_platform::unknown : platform_of_server(*s);
}

std::size_t vbr_servers::named(const std::string& id, const std::string& by) const {
    if (id.empty()) return site_draft::none;
    const auto at = host_of(id);
    if (at == site_draft::none) draft_.missing.add("the server of this component is not among the managed servers", by);
    return at;
}

} // namespace fairway
