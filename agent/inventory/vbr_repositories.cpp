#include "agent/inventory/vbr_repositories.hpp"

#include "agent/inventory/vbr_mount_servers.hpp"
#include "agent/inventory/vbr_object_storage.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr platform_roles repository_roles{"repository-windows", "repository-linux", "repository"};
constexpr platform_roles gateway_roles{"gateway-server-windows", "gateway-server-linux", "gateway-server"};

class repository_hosts {
  public:
    repository_hosts(const vbr_servers& servers, site_draft& draft) : servers_(servers), draft_(draft) {}

    void add(const vbr_repository& r) {
        for (const auto& mount : r.mounts)
            add_mount_server(mount, "the mount server of " + in_quotes(r.name), servers_, draft_);
        add_gateways(r);
        if (r.type == "WinLocal")
            add_local(r, {"repository-windows", "repository"});
        else if (r.type == "LinuxLocal")
            add_local(r, {"repository-linux", "repository"});
        else if (r.type == "LinuxHardened")
            add_local(r, {"hardened-repository", "repository-linux", "repository"});
        else if (r.type == "ExaGrid" || r.type == "Quantum" || r.type == "Fujitsu" || r.type == "Infinidat")
            add_local(r, {"deduplicating-appliance", "repository"});
        else if (r.type == "Smb")
            add_share(r, {"smb-repository", "smb-share"});
        else if (r.type == "Nfs")
            add_share(r, {"nfs-repository", "nfs-share"});
        else if (is_object_storage(r))
            add_object_storage(r, draft_);
        else if (!r.host.empty())
            add_local(r, of_platform(repository_roles, servers_.platform_of(r.host)));
        else
            draft_.missing.add("repositories of a type that names no host", r.name + " (" + r.type + ")");
    }

  private:
    void add_local(const vbr_repository& r, const std::vector<std::string>& roles) {
        const auto at = servers_.named(r.host, "repository " + in_quotes(r.name));
        if (r.host.empty()) draft_.missing.add("repositories of which no server is named", in_quotes(r.name));
        draft_.give_role(at, roles, "backup repositories");
        if (servers_.is_backup_server(at)) draft_.state_of_site("data_mover_on_backup_server", "true");
    }

    void add_gateways(const vbr_repository& r) {
        for (const auto& id : r.gateways) {
            const auto at = servers_.named(id, "the gateway server of " + in_quotes(r.name));
            draft_.give_role(at, of_platform(gateway_roles, servers_.platform_of(id)), "gateway servers");
            if (servers_.is_backup_server(at)) draft_.state_of_site("data_mover_on_backup_server", "true");
        }
        if (r.any_gateway)
            draft_.missing.add("gateway servers that are chosen automatically can be any managed server; give those "
                               "that are meant the role gateway-server",
                               in_quotes(r.name));
        if (r.direct) draft_.state_of_site("direct_object_storage", "true");
    }

    void add_share(const vbr_repository& r, const std::vector<std::string>& roles) {
        const auto name = host_of_share(r.share);
        if (name.empty()) return draft_.missing.add("shares whose server is not named", in_quotes(r.name));
        const auto at = draft_.add(name);
        if (at == site_draft::none) return;
        draft_.give_role(at, roles, "shares that are repositories");
        if (!draft_.has_role(roles.front()))
            draft_.assumed.add("agents write to these shares directly, too; remove the role where they do not", name);
        if (r.type == "Smb") draft_.state_of_site("smb_repository", "true");
        if (!r.gateways.empty()) draft_.state(at, "explicit_gateway", "true");
    }

    const vbr_servers& servers_;
    site_draft& draft_;
};

} // namespace

std::string host_of_share(std::string_view path) {
    while (!path.empty() && (path.front() == '\\' || path.front() == '/'))
        path.remove_prefix(1);
    if (path.starts_with('[')) return std::string(path.substr(1, std::min(path.find(']'), path.size()) - 1));
    const auto folder = path.substr(0, path.find_first_of("\\/"));
    if (is_ip_address(folder)) return std::string(folder);
    return std::string(folder.substr(0, folder.ends_with(':') ? folder.size() - 1 : folder.find(':')));
}

void add_repositories(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft) {
    repository_hosts hosts(servers, draft);
    for (const auto& r : from.repositories)
        hosts.add(r);
}

} // namespace fairway
