#include "agent/inventory/vbr_site.hpp"

#include "agent/inventory/component_ports.hpp"
#include "agent/inventory/note_list.hpp"
#include "matrix/condition.hpp"
#include "text/columns.hpp"
#include "text/ip_address.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_site_hosts = 100'000; // as many as a site file may have
constexpr port_range usual_data_ports{2500, 3300};
constexpr std::uint16_t usual_wan_port = 6165;
constexpr std::size_t most_endpoints = 1000; // of a service

enum class vbr_platform : std::uint8_t { unknown, windows, linux, unix, macos };

vbr_platform platform_of_server(const vbr_server& s) {
    if (s.type == "WindowsHost" || s.type == "HvServer" || s.type == "SCVMM" || s.type == "SmbV3StandaloneHost")
        return vbr_platform::windows;
    return s.type == "LinuxHost" ? vbr_platform::linux : vbr_platform::unknown;
}

/// "WindowsServer2022", "Linux", "Debian GNU/Linux 12", "Microsoft Windows 11", "AIX", "Solaris", "MacOS"
vbr_platform platform_of_system(const std::string& name) {
    const auto system = lower_case(name);
    const auto says = [&](const char* word) { return system.find(word) != std::string::npos; };
    if (says("windows")) return vbr_platform::windows;
    if (says("linux")) return vbr_platform::linux;
    if (says("aix") || says("solaris") || says("unix")) return vbr_platform::unix;
    if (says("mac")) return vbr_platform::macos;
    return vbr_platform::unknown;
}

/// The names of a role by platform, and the one for both; the first that the matrix has counts.
struct platform_roles {
    const char *windows, *linux, *any;
};

constexpr platform_roles repository_roles{"repository-windows", "repository-linux", "repository"};
constexpr platform_roles gateway_roles{"gateway-server-windows", "gateway-server-linux", "gateway-server"};
constexpr platform_roles proxy_roles{"backup-proxy-windows", "backup-proxy-linux", "backup-proxy"};
constexpr platform_roles distribution_roles{"distribution-server-windows", "distribution-server-linux", ""};

std::vector<std::string> of_platform(const platform_roles& roles, vbr_platform p) {
    std::vector<std::string> all;
    if (p == vbr_platform::windows) all.emplace_back(roles.windows);
    if (p == vbr_platform::linux) all.emplace_back(roles.linux);
    if (*roles.any != '\0') all.emplace_back(roles.any);
    return all;
}

/// What became of a server, a share or a computer.
struct draft_host {
    site_host host;
    std::set<std::string> addresses; ///< canonical
    const vbr_server* server = nullptr;
    bool told = false; ///< why it has no role
};

class site_maker {
  public:
    site_maker(const vbr_inventory& from, const matrix& m) : from_(from), m_(m) {}

    mapped_site make() {
        for (const auto& why : from_.not_read)
            missing_.add(why);
        take_names();
        take_servers();
        take_backup_server();
        take_proxies();
        take_mount_servers();
        take_repositories();
        take_wan_accelerators();
        take_protection_groups();
        take_computers();
        tell_preferred_networks();
        finish_hosts();
        tell_totals();
        out_.found = found_.lines();
        out_.assumed = assumed_.lines();
        out_.missing = missing_.lines();
        return std::move(out_);
    }

  private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    // Hosts

    std::size_t find_host(const std::string& name) const {
        const auto canonical = canonical_host(name);
        if (const auto it = by_name_.find(canonical); it != by_name_.end()) return it->second;
        if (const auto it = by_address_.find(canonical); it != by_address_.end()) return it->second;
        return none;
    }

    static std::string label_of(const std::string& name) {
        return is_ip_address(name) ? std::string() : canonical_host(name).substr(0, canonical_host(name).find('.'));
    }

    /// All names, before the first host: whether a short name can mean only one full name.
    void take_names() {
        const auto take = [&](const std::string& name) {
            const auto full = canonical_host(name);
            const auto label = label_of(name);
            if (label.empty() || label == full) return;
            const auto [it, is_new] = full_names_.emplace(label, full);
            if (!is_new && it->second != full) it->second.clear();
        };
        take(from_.name);
        for (const auto& s : from_.servers)
            take(s.name);
        for (const auto& p : from_.proxies)
            take(p.host_name);
        for (const auto& r : from_.repositories)
            take(host_of_share(r.share));
        for (const auto& c : from_.computers)
            take(c.name);
    }

    /// The host of which `name` is the short or the full form, and no third name is.
    std::size_t find_other_form(const std::string& name) {
        const auto label = label_of(name);
        const auto full = full_names_.find(label);
        if (label.empty() || full == full_names_.end() || full->second.empty()) return none;
        const auto found = by_name(label == canonical_host(name) ? full->second : label);
        if (found != none) {
            assumed_.add("short and full names are of one host", drafts_[found].host.name + " and " + name);
            by_name_.emplace(canonical_host(name), found);
        }
        return found;
    }

    std::size_t add_host(const std::string& name) {
        if (const auto why = check_host(name)) {
            missing_.add("left out, as its name cannot be used: " + *why);
            return none;
        }
        if (const auto there = find_host(name); there != none) return there;
        if (const auto there = find_other_form(name); there != none) return there;
        const auto at = drafts_.size();
        drafts_.emplace_back().host.name = name;
        by_name_.emplace(canonical_host(name), at);
        return at;
    }

    void add_address(std::size_t at, const std::string& address) {
        auto& d = drafts_[at];
        const auto canonical = canonical_host(address);
        const auto parsed = parse_ip_address(address);
        // Of every host on its own network, or of none.
        if (!parsed || check_address(address) || is_loopback(*parsed) || is_link_local(*parsed)) return;
        if (d.addresses.contains(canonical) || canonical == canonical_host(d.host.name)) return;
        if (const auto other = find_host(address); other != none && other != at) {
            missing_.add("addresses that two hosts have, and only the first keeps",
                         address + " (" + drafts_[other].host.name + ", " + d.host.name + ")");
            return;
        }
        d.addresses.insert(canonical);
        d.host.addresses.push_back(address);
        by_address_.emplace(canonical, at);
    }

    static bool is_link_local(const ip_address& address) {
        const auto& b = address.bytes;
        return address.is_v4() ? b[0] == 169 && b[1] == 254 : b[0] == 0xfe && (b[1] & 0xc0) == 0x80;
    }

    // Roles

    bool has_role_in_matrix(const std::string& id) const {
        const auto* r = m_.find_role(id);
        return r != nullptr && !r->abstract && !r->external;
    }

    /// The first of these roles that the matrix has; `what` is for the note where it has none.
    bool give_role(std::size_t at, const std::vector<std::string>& roles, const std::string& what) {
        if (at == none) return false;
        for (const auto& id : roles)
            if (has_role_in_matrix(id)) {
                auto& own = drafts_[at].host.roles;
                if (std::find(own.begin(), own.end(), id) == own.end()) {
                    own.push_back(id);
                    ++role_counts_[id];
                }
                return true;
            }
        missing_.add(names_of(m_.sources) + " has no role for " + what, drafts_[at].host.name);
        drafts_[at].told = true;
        return false;
    }

    const vbr_server* server_of(const std::string& id) const {
        const auto it = servers_.find(id);
        return it == servers_.end() ? nullptr : it->second;
    }

    std::size_t host_of_server(const std::string& id) const {
        const auto it = server_hosts_.find(id);
        return it == server_hosts_.end() ? none : it->second;
    }

    vbr_platform platform_of_id(const std::string& id) const {
        const auto* s = server_of(id);
        return s == nullptr ? vbr_platform::unknown : platform_of_server(*s);
    }

    /// The host of a managed server that something names by its ID; tells where there is none.
    std::size_t named_server(const std::string& id, const std::string& by) {
        if (id.empty()) return none;
        const auto at = host_of_server(id);
        if (at == none) missing_.add("the server of this component is not among the managed servers", by);
        return at;
    }

    void state(std::size_t at, const std::string& fact_id, const std::string& value) {
        if (at != none && m_.find_fact(fact_id) != nullptr && !check_fact(m_, fact_id, value) &&
            m_.find_fact(fact_id)->of != fact::subject::site)
            drafts_[at].host.facts[fact_id] = value;
    }

    void state_of_site(const std::string& fact_id, const std::string& value) {
        if (m_.find_fact(fact_id) != nullptr && !check_fact(m_, fact_id, value)) out_.site.facts[fact_id] = value;
    }

    // Servers

    void take_servers() {
        for (const auto& s : from_.servers) {
            if (!s.id.empty()) servers_.emplace(s.id, &s);
            auto name = s.name;
            // In place of its name, the console shows the backup server as "This server".
            if (s.backup_server && check_host(name) && !from_.name.empty()) name = from_.name;
            const auto at = add_host(name);
            if (at == none) continue;
            if (!s.id.empty()) server_hosts_.emplace(s.id, at);
            if (drafts_[at].server == nullptr) drafts_[at].server = &s;
            if (s.default_mount_server) take_mount({s.id, false}, name);
            take_server_type(s, at);
        }
        for (const auto& s : from_.servers)
            if (const auto at = host_of_server(s.id);
                at != none && s.type == "ViHost" && server_of(s.parent) != nullptr)
                state(at, "vcenter_connection", "true");
    }

    void take_server_type(const vbr_server& s, std::size_t at) {
        if (s.type == "WindowsHost" || s.type == "LinuxHost") return; // what else names it says its roles
        if (s.type == "ViHost" && s.vi_host_type == "VC")
            give_role(at, {"vcenter-server"}, "vCenter Servers");
        else if (s.type == "ViHost")
            give_role(at, {"esxi-host"}, "ESXi hosts");
        else if (s.type == "HvServer")
            give_role(at, {"hyperv-host"}, "Hyper-V hosts");
        else if (s.type == "SCVMM")
            give_role(at, {"scvmm"}, "System Center Virtual Machine Manager");
        else if (s.type == "CloudDirectorHost")
            give_role(at, {"cloud-director"}, "VMware Cloud Director");
        else if (s.type == "SmbV3StandaloneHost")
            give_role(at, {"smb3-server"}, "SMB3 servers of Hyper-V");
        else if (s.type == "HvCluster" || s.type == "SmbV3Cluster")
            missing_.add("clusters are no hosts; their nodes are needed", s.name);
        else
            missing_.add("servers of a type that is not known", s.name + " (" + s.type + ")");
    }

    void take_backup_server() {
        const std::string what = "backup servers";
        bool windows = lower_case(from_.platform) == "windows", linux = lower_case(from_.platform) == "linux";
        for (const auto& s : from_.servers)
            if (s.backup_server || (!from_.name.empty() && is_same_host(s.name, from_.name))) {
                const auto at = host_of_server(s.id) != none ? host_of_server(s.id) : find_host(s.name);
                backup_servers_.insert(at);
                give_role(at, {"backup-server"}, what);
                if (s.appliance || (!windows && s.type == "LinuxHost")) linux = true;
                if (!linux && s.type == "WindowsHost") windows = true;
            }
        backup_servers_.erase(none);
        if (backup_servers_.empty() && !from_.name.empty()) {
            const auto at = add_host(from_.name);
            give_role(at, {"backup-server"}, what);
            if (at != none) backup_servers_.insert(at);
            assumed_.add("the backup server is what answered", from_.name);
        }
        if (backup_servers_.empty()) missing_.add("no server is the backup server; give one the role backup-server");
        if (linux || windows)
            state_of_site("backup_server_os", linux ? "linux" : "windows");
        else
            missing_.add("which system the backup server runs on is not said; state backup_server_os");
        if (!from_.build.empty()) found_.add("Backup & Replication " + printable(from_.build));
    }

    void take_proxies() {
        for (const auto& p : from_.proxies) {
            auto at = host_of_server(p.host);
            if (at == none && !p.host_name.empty() && !check_host(p.host_name)) at = add_host(p.host_name);
            if (at == none) {
                named_server(p.host.empty() ? "?" : p.host, p.name);
                continue;
            }
            const auto* s = server_of(p.host);
            if (p.type == "HvProxy") {
                if (s == nullptr || s->type != "HvServer") give_role(at, {"off-host-proxy"}, "off-host backup proxies");
            } else if (p.type == "ViProxy" || p.type == "GeneralPurposeProxy") {
                give_role(at, of_platform(proxy_roles, platform_of_id(p.host)), "backup proxies");
            } else {
                missing_.add("proxies of a type that is not known", p.name + " (" + p.type + ")");
            }
        }
    }

    void take_mount(const vbr_mount& mount, const std::string& by) {
        const auto at = named_server(mount.server, by);
        if (at == none) return;
        if (mount.nfs && has_role_in_matrix("vpower-nfs-server")) {
            give_role(at, {"vpower-nfs-server"}, "mount servers");
            if (backup_servers_.contains(at)) state(at, "vpower_on_backup_server", "true");
        } else {
            give_role(at, {"mount-server"}, "mount servers");
        }
        if (platform_of_id(mount.server) == vbr_platform::windows && has_role_in_matrix("mount-server-windows"))
            give_role(at, {"mount-server-windows"}, "mount servers");
    }

    void take_mount_servers() {
        for (const auto& mount : from_.mount_servers)
            take_mount(mount, "a mount server");
    }

    // Repositories

    void take_repositories() {
        for (const auto& r : from_.repositories) {
            for (const auto& mount : r.mounts)
                take_mount(mount, "the mount server of " + in_quotes(r.name));
            take_gateways(r);
            if (r.type == "WinLocal")
                take_local(r, {"repository-windows", "repository"});
            else if (r.type == "LinuxLocal")
                take_local(r, {"repository-linux", "repository"});
            else if (r.type == "LinuxHardened")
                take_local(r, {"hardened-repository", "repository-linux", "repository"});
            else if (r.type == "ExaGrid" || r.type == "Quantum" || r.type == "Fujitsu" || r.type == "Infinidat")
                take_local(r, {"deduplicating-appliance", "repository"});
            else if (r.type == "Smb")
                take_share(r, {"smb-repository", "smb-share"});
            else if (r.type == "Nfs")
                take_share(r, {"nfs-repository", "nfs-share"});
            else if (!take_object_storage(r) && !r.host.empty())
                take_local(r, of_platform(repository_roles, platform_of_id(r.host)));
            else if (r.host.empty() && !is_object_storage(r))
                missing_.add("repositories of a type that names no host", r.name + " (" + r.type + ")");
        }
    }

    void take_local(const vbr_repository& r, const std::vector<std::string>& roles) {
        const auto at = named_server(r.host, "repository " + in_quotes(r.name));
        if (r.host.empty()) missing_.add("repositories of which no server is named", in_quotes(r.name));
        give_role(at, roles, "backup repositories");
        if (backup_servers_.contains(at)) state_of_site("data_mover_on_backup_server", "true");
    }

    void take_gateways(const vbr_repository& r) {
        for (const auto& id : r.gateways) {
            const auto at = named_server(id, "the gateway server of " + in_quotes(r.name));
            give_role(at, of_platform(gateway_roles, platform_of_id(id)), "gateway servers");
            if (backup_servers_.contains(at)) state_of_site("data_mover_on_backup_server", "true");
        }
        if (r.any_gateway)
            missing_.add("gateway servers that are chosen automatically can be any managed server; give those that are "
                         "meant the role gateway-server",
                         in_quotes(r.name));
        if (r.direct) state_of_site("direct_object_storage", "true");
    }

    /// "\\nas01\backup", "nas01:/export", "nas01/export"
    static std::string host_of_share(std::string_view path) {
        while (!path.empty() && (path.front() == '\\' || path.front() == '/'))
            path.remove_prefix(1);
        if (path.starts_with('[')) return std::string(path.substr(1, std::min(path.find(']'), path.size()) - 1));
        const auto folder = path.substr(0, path.find_first_of("\\/"));
        if (is_ip_address(folder)) return std::string(folder);
        auto host = folder.substr(0, folder.ends_with(':') ? folder.size() - 1 : folder.find(':'));
        return std::string(host);
    }

    void take_share(const vbr_repository& r, const std::vector<std::string>& roles) {
        const auto name = host_of_share(r.share);
        if (name.empty()) return missing_.add("shares whose server is not named", in_quotes(r.name));
        const auto at = add_host(name);
        if (at == none) return;
        give_role(at, roles, "shares that are repositories");
        if (!has_role_in_matrix(roles.front()))
            assumed_.add("agents write to these shares directly, too; remove the role where they do not", name);
        if (r.type == "Smb") state_of_site("smb_repository", "true");
        if (!r.gateways.empty()) state(at, "explicit_gateway", "true");
    }

    static const char* object_storage_role(const std::string& type) {
        static const std::map<std::string, const char*> roles{
            {"AmazonS3", "amazon-s3"},
            {"AmazonS3Glacier", "amazon-s3"},
            {"AzureBlob", "azure-blob"},
            {"AzureArchive", "azure-blob"},
            {"AzureDataBox", "s3-compatible"},
            {"AmazonSnowballEdge", "s3-compatible"},
            {"GoogleCloud", "google-cloud-storage"},
            {"IBMCloud", "ibm-cloud-object-storage"},
            {"S3Compatible", "s3-compatible"},
            {"WasabiCloud", "s3-compatible"},
        };
        if (const auto it = roles.find(type); it != roles.end()) return it->second;
        // "VeeamDataCloudVault", "DataCloudVault"
        return type.find("Vault") != std::string::npos ? "veeam-data-cloud-vault" : nullptr;
    }

    static bool is_object_storage(const vbr_repository& r) { return object_storage_role(r.type) != nullptr; }

    bool take_object_storage(const vbr_repository& r) {
        const auto* id = object_storage_role(r.type);
        if (id == nullptr) return false;
        const auto* role = m_.find_role(id);
        if (role == nullptr || !role->external || role->abstract) {
            missing_.add(names_of(m_.sources) + " has no role for object storage", in_quotes(r.name));
            return true;
        }
        auto& endpoints = out_.site.endpoints[id];
        const bool needs_name =
            std::string_view(id) == "s3-compatible" || std::string_view(id) == "ibm-cloud-object-storage";
        if (!r.service_point.empty()) {
            std::string why;
            if (endpoints.size() == most_endpoints)
                missing_.add("service points beyond the first " + std::to_string(most_endpoints), in_quotes(r.name));
            else if (const auto e = parse_site_endpoint(r.service_point, &why))
                add_endpoint(endpoints, *e, needs_name);
            else
                missing_.add("service points that cannot be used", in_quotes(r.name) + ": " + why);
        } else if (needs_name) {
            missing_.add("object storage without a service point; add it to \"endpoints\"", in_quotes(r.name));
        }
        take_region(lower_case(r.region));
        if (std::string_view(id) == "veeam-data-cloud-vault") state_of_site("data_cloud_vault", "true");
        return true;
    }

    static void add_endpoint(std::vector<site_endpoint>& endpoints, site_endpoint e, bool needs_port) {
        if (!e.port && needs_port) e.port = 443; // of a URL that names none
        const bool known = std::any_of(endpoints.begin(), endpoints.end(),
                                       [&](const auto& o) { return o.port == e.port && is_same_host(o.host, e.host); });
        if (!known) endpoints.push_back(std::move(e));
    }

    void take_region(const std::string& region) {
        const char* cloud = region.find("china") != std::string::npos ? "china"
                            : region.find("gov") != std::string::npos ? "government"
                                                                      : "";
        const bool known = std::any_of(m_.flows.begin(), m_.flows.end(), [&](const flow& f) {
            return std::any_of(f.endpoints.begin(), f.endpoints.end(),
                               [&](const endpoint& e) { return *cloud != '\0' && e.region == cloud; });
        });
        if (!known) return;
        if (!out_.site.region.empty() && out_.site.region != cloud)
            missing_.add("object storage of two cloud regions; a site has one");
        else
            out_.site.region = cloud;
    }

    void take_wan_accelerators() {
        for (const auto& w : from_.wan_accelerators) {
            const auto at = named_server(w.host, "WAN accelerator " + in_quotes(w.name));
            if (give_role(at, {"wan-accelerator"}, "WAN accelerators") && w.port) wan_ports_.emplace(at, *w.port);
        }
    }

    // Agents

    void take_protection_groups() {
        for (const auto& g : from_.protection_groups) {
            if (g.distribution_server.empty() && g.type != "PreInstalledAgents")
                assumed_.add("the backup server itself installs the agents of protection groups that name no "
                             "distribution server",
                             in_quotes(g.name));
            const auto at = named_server(g.distribution_server, "the distribution server of " + in_quotes(g.name));
            if (at == none) continue;
            const auto p = platform_of_id(g.distribution_server);
            if (p == vbr_platform::unknown)
                missing_.add("distribution servers of an unknown system", drafts_[at].host.name);
            else
                give_role(at, of_platform(distribution_roles, p), "distribution servers");
        }
    }

    void take_computers() {
        std::set<std::string> clusters, occupied;
        for (const auto& c : from_.computers)
            if (c.type == "Cluster") clusters.insert(c.id);
        std::string oldest;
        std::set<std::string> known;
        for (const auto& c : from_.computers) {
            if (!c.agent_version.empty() && is_version(c.agent_version) &&
                (oldest.empty() || version_before(c.agent_version, oldest)))
                oldest = c.agent_version;
            if (c.type == "Cluster") continue;
            if (c.type != "Computer" && !c.type.empty()) continue; // containers, folders
            take_computer(c, clusters.contains(c.parent), occupied);
            for (const auto& name : c.addresses)
                known.insert(canonical_host(name));
            known.insert(canonical_host(c.name));
        }
        for (const auto& c : from_.computers)
            if (c.type == "Cluster" && !occupied.contains(c.id))
                missing_.add("clusters whose nodes are not listed; add them with failover_cluster", c.name);
        for (const auto& g : from_.protection_groups)
            for (const auto& name : g.computers)
                if (!known.contains(canonical_host(name)))
                    missing_.add("members of CSV groups that were not discovered; their system is not known", name);
        if (!oldest.empty()) {
            state_of_site("oldest_agent_version", oldest);
            found_.add("the oldest agent is " + oldest);
        }
    }

    void take_computer(const vbr_computer& c, bool in_cluster, std::set<std::string>& occupied) {
        const auto p = platform_of_system(c.operating_system);
        const char* role = p == vbr_platform::windows ? "agent-windows"
                           : p == vbr_platform::linux ? "agent-linux"
                           : p == vbr_platform::unix  ? "agent-unix"
                           : p == vbr_platform::macos ? "agent-macos"
                                                      : nullptr;
        if (role == nullptr) {
            missing_.add("computers of an unknown system", c.name);
            return;
        }
        auto at = find_host(c.name);
        // A server that is managed by its address has its name from here.
        for (const auto& address : c.addresses)
            if (at == none && is_ip_address(address)) at = by_name(address);
        if (at == none) at = add_host(c.name);
        if (at == none) return;
        for (const auto& address : c.addresses)
            add_address(at, address);
        give_role(at, {role}, "computers with an agent");
        auto& installed = installed_[at];
        if (c.agent_status == "Installed" || c.agent_status == "UpgradeRequired" ||
            c.agent_status == "UpgradeAvailable")
            installed = true;
        else if (c.agent_status == "NotInstalled" && !installed)
            installed = false;
        if (in_cluster) {
            occupied.insert(c.parent);
            if (p == vbr_platform::windows) state(at, "failover_cluster", "true");
        }
        for (const auto& plugin : c.plugins)
            if (plugin == "MSSQL" && m_.find_fact("sql_log_backup") != nullptr)
                missing_.add("computers with the plug-in for Microsoft SQL Server; state sql_log_backup", c.name);
    }

    std::size_t by_name(const std::string& name) const {
        const auto it = by_name_.find(canonical_host(name));
        return it == by_name_.end() ? none : it->second;
    }

    // What needs all roles

    /// Data goes by them where both ends have an address there, and by any other path else; all the rest goes by the
    /// routing tables. So no host can be said to probe from one of them alone.
    void tell_preferred_networks() {
        for (const auto& network : from_.preferred_networks)
            missing_.add("preferred networks, which data between servers takes first; on servers with an address in "
                         "one, check once more with --source NETWORK",
                         printable(network));
    }

    /// What the flows to hosts with these roles name.
    const std::set<port_range>& ports_of(const std::vector<std::string>& roles) {
        const auto [known, is_new] = ports_.try_emplace(roles);
        if (is_new)
            for (const auto& f : m_.flows)
                if (m_.any_is_a(roles, f.to)) known->second.insert(f.ports.begin(), f.ports.end());
        return known->second;
    }

    void change_port(site_host& h, const port_range& of, const port_range& to) {
        const bool given = std::any_of(h.ports.begin(), h.ports.end(), [&](const auto& o) { return o.of == of; });
        if (of != to && !given && ports_of(h.roles).contains(of)) h.ports.push_back({of, {to}});
    }

    void finish_ports(std::size_t at, draft_host& d) {
        if (const auto wan = wan_ports_.find(at); wan != wan_ports_.end())
            change_port(d.host, {usual_wan_port, usual_wan_port}, {wan->second, wan->second});
        if (d.server == nullptr) return;
        for (const auto& c : d.server->components)
            if (const auto usual = default_component_port(c.name))
                change_port(d.host, {*usual, *usual}, {c.port, c.port});
        if (d.server->data_ports) change_port(d.host, usual_data_ports, *d.server->data_ports);
        const bool managed = d.server->type == "WindowsHost" || d.server->type == "LinuxHost";
        if (managed && d.server->components.empty() && !d.server->data_ports)
            assumed_.add("servers whose ports are not said have the usual ones", d.host.name);
        // As a site file is read.
        std::sort(d.host.ports.begin(), d.host.ports.end(),
                  [](const auto& a, const auto& b) { return to_string(a.of) < to_string(b.of); });
    }

    void finish_hosts() {
        for (std::size_t at = 0; at < drafts_.size(); ++at) {
            auto& d = drafts_[at];
            if (d.host.roles.empty()) {
                if (!d.told) missing_.add("left out, as nothing says what they are for", d.host.name);
                continue;
            }
            finish_ports(at, d);
            finish_installed(at, d);
            if (!d.host.ports.empty()) found_.add("changed ports", d.host.name);
            if (!d.host.addresses.empty() && d.server != nullptr && !is_ip_address(d.host.name))
                assumed_.add("managed servers that were also discovered have the addresses of the computer",
                             d.host.name);
            if (out_.site.hosts.size() == most_site_hosts) {
                missing_.add("left out, as a site file has at most " + std::to_string(most_site_hosts) + " hosts",
                             d.host.name);
                continue;
            }
            out_.site.hosts.push_back(std::move(d.host));
        }
    }

    /// A repository without an agent has its own services all the same.
    void finish_installed(std::size_t at, draft_host& d) {
        const auto it = installed_.find(at);
        if (it == installed_.end() || !it->second) return;
        if (d.server == nullptr || *it->second)
            d.host.installed = *it->second;
        else
            assumed_.add("managed servers without an agent have the services of their other roles", d.host.name);
    }

    void tell_totals() {
        std::vector<std::string> words;
        for (const auto& r : m_.roles)
            if (const auto it = role_counts_.find(r.id); it != role_counts_.end())
                words.push_back(std::to_string(it->second) + " " + r.id);
        if (!words.empty()) found_.add(counted(out_.site.hosts.size(), "host", "hosts") + ": " + joined(words));
        for (const auto& [id, endpoints] : out_.site.endpoints)
            found_.add("external services", id);
    }

    const vbr_inventory& from_;
    const matrix& m_;
    mapped_site out_;
    note_list found_, assumed_, missing_;
    std::vector<draft_host> drafts_;
    std::map<std::string, std::size_t> by_name_, by_address_;        ///< canonical
    std::map<std::string, std::string> full_names_;                  ///< by their first part; empty: there are several
    std::map<std::vector<std::string>, std::set<port_range>> ports_; ///< of the flows to hosts with these roles
    std::map<std::string, const vbr_server*> servers_;               ///< by id
    std::map<std::string, std::size_t> server_hosts_;                ///< by id
    std::set<std::size_t> backup_servers_;
    std::map<std::size_t, std::optional<bool>> installed_; ///< of computers
    std::map<std::size_t, std::uint16_t> wan_ports_;       ///< of WAN accelerators
    std::map<std::string, std::size_t> role_counts_;
};

} // namespace

mapped_site site_of(const vbr_inventory& inventory, const matrix& m) {
    return site_maker(inventory, m).make();
}

} // namespace fairway
