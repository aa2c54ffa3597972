#include "agent/inventory/vbr_mount_servers.hpp"

namespace fairway {

void add_mount_server(const vbr_mount& mount, const std::string& by, const vbr_servers& servers, site_draft& draft) {
    const auto at = servers.named(mount.server, by);
    if (at == site_draft::none) return;
    const std::string what = "mount servers";
    if (mount.nfs && draft.has_role("vpower-nfs-server")) {
        draft.give_role(at, {"vpower-nfs-server"}, what);
        if (servers.is_backup_server(at)) draft.state(at, "vpower_on_backup_server", "true");
    } else {
        draft.give_role(at, {"mount-server"}, what);
    }
    if (servers.platform_of(mount.server) == vbr_platform::windows && draft.has_role("mount-server-windows"))
        draft.give_role(at, {"mount-server-windows"}, what);
}

void add_default_mount_servers(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft) {
    for (const auto& s : from.servers)
        if (s.default_mount_server && servers.host_of(s.id) != site_draft::none)
            add_mount_server({s.id, false}, s.name, servers, draft);
}

} // namespace fairway
