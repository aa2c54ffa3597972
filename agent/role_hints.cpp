#include "agent/role_hints.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace fairway {

namespace {

/// A service, and the roles of the shipped matrix that it stands for. Names: Veeam Backup & Replication user guide,
/// "Veeam services"; Veeam Agent for Linux user guide; Microsoft's own.
struct service_sign {
    std::string_view service;
    std::string_view roles;
    bool secondary; ///< Comes along with others: it counts only where it stands alone.
};

constexpr service_sign known_signs[] = {
    {"VeeamBackupSvc", "backup-server", false},
    {"VeeamEndpointBackupSvc", "agent-windows", false},
    {"VeeamGateSvc", "cloud-gateway", false},
    {"VeeamDistributionSvc", "distribution-server-windows", true},
    {"VeeamTransportSvc", "repository or gateway-server-windows", true},
    {"VeeamDeploySvc", "agent-windows, or any other that a backup server manages", true},
    {"DNS", "dns-server", false},
    {"NfsService", "nfs-share", false},
    {"veeamservice", "agent-linux", false},
    {"veeamtransport", "repository or gateway-server", true},
    {"veeamdeployment", "agent-linux, or any other that a backup server manages", true}, // veeamdeploymentsvc
};

/// A file or folder that an installer leaves, and the roles that it stands for. As with services, a list of several
/// says that it may be any of them.
struct file_sign {
    std::string_view path;
    std::string_view roles;
};

constexpr file_sign known_files[] = {
    {"/etc/veeam/veeam.ini", "agent-linux"},
    {"/usr/bin/veeamconfig", "agent-linux"},
    {"/var/lib/dpkg/info/veeam.list", "agent-linux"}, // the package "veeam"
    {"/opt/veeam/transport", "repository gateway-server backup-proxy mount-server"},
    {"/opt/veeam/deployment", "agent-linux repository gateway-server distribution-server-linux"},
    {"/Library/Application Support/Veeam", "agent-macos"},
    {"C:\\Program Files\\Veeam\\Backup and Replication\\Backup\\Veeam.Backup.Service.exe", "backup-server"},
    {"C:\\Program Files\\Veeam\\Endpoint Backup\\Veeam.EndPoint.Service.exe", "agent-windows"},
    {"C:\\Program Files (x86)\\Veeam\\Backup Transport", "repository gateway-server-windows backup-proxy mount-server"},
};

/// Programs of every kind listen on these.
constexpr std::uint16_t ports_of_everybody[] = {22, 80, 135, 139, 443, 445, 3389};

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; (at = text.find_first_not_of(", ", at)) != std::string_view::npos;) {
        const auto end = std::min(text.find_first_of(", ", at), text.size());
        words.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

/// The roles that hosts can have among the words of a sign.
std::vector<std::string> roles_in(std::string_view text, const matrix& m) {
    std::vector<std::string> roles;
    for (const auto& word : words_in(text))
        if (const auto* r = m.find_role(word); r != nullptr && !r->abstract && !r->external) roles.push_back(word);
    return roles;
}

/// The role that all flows to this port lead to; empty where there are several, or none.
std::string role_behind(std::uint16_t port, const matrix& m) {
    if (std::find(std::begin(ports_of_everybody), std::end(ports_of_everybody), port) != std::end(ports_of_everybody))
        return {};
    std::set<std::string> to;
    for (const auto& f : m.flows) {
        const bool its = f.protocol == protocol::tcp && f.listens == listens::service &&
                         std::find(f.ports.begin(), f.ports.end(), port_range{port, port}) != f.ports.end();
        if (its) to.insert(f.to);
    }
    if (to.size() != 1) return {};
    const auto* r = m.find_role(*to.begin());
    return r == nullptr || r->abstract || r->external ? std::string() : r->id;
}

/// What was hinted at so far, by role.
struct gathered_hints {
    struct one {
        bool likely = false;
        std::vector<std::string> why;
    };
    std::map<std::string, one> roles;

    void add(const std::vector<std::string>& ids, bool likely, const std::string& why) {
        for (const auto& id : ids) {
            auto& it = roles[id];
            it.likely = it.likely || (likely && ids.size() == 1);
            it.why.push_back(why);
        }
    }
};

bool runs(const machine_signs& signs, std::string_view service) {
    return std::any_of(signs.services.begin(), signs.services.end(), [&](const std::string& s) {
        return std::equal(s.begin(), s.end(), service.begin(), service.end(), [](char a, char b) {
            const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
            return low(a) == low(b); // Windows compares them so
        });
    });
}

} // namespace

std::vector<std::string> files_that_hint() {
    std::vector<std::string> paths;
    for (const auto& known : known_files)
        paths.emplace_back(known.path);
    return paths;
}

std::vector<hinted_role> hinted_roles(const machine_signs& signs, const matrix& m) {
    gathered_hints all;
    for (const auto& known : known_signs)
        if (runs(signs, known.service))
            all.add(roles_in(known.roles, m), !known.secondary, std::string(known.service) + " runs");
    if (signs.domain_controller) all.add(roles_in("active-directory", m), true, "this machine is a domain controller");
    for (const auto& known : known_files)
        if (std::find(signs.files.begin(), signs.files.end(), known.path) != signs.files.end())
            all.add(roles_in(known.roles, m), true, std::string(known.path) + " is there");
    for (const auto port : std::set<std::uint16_t>(signs.tcp_ports.begin(), signs.tcp_ports.end()))
        if (const auto role = role_behind(port, m); !role.empty())
            all.add({role}, false, "something listens on TCP " + std::to_string(port));
    std::vector<hinted_role> hints;
    for (const bool likely : {true, false})
        for (const auto& r : m.roles)
            if (const auto it = all.roles.find(r.id); it != all.roles.end() && it->second.likely == likely)
                hints.push_back({r.id, likely, it->second.why});
    return hints;
}

std::string role_hint(const machine_signs& signs) {
    std::vector<std::string> hints;
    bool of_veeam = false;
    for (const auto& known : known_signs) {
        if (!runs(signs, known.service) || (known.secondary && of_veeam)) continue;
        of_veeam = of_veeam || known.service.starts_with("Veeam") || known.service.starts_with("veeam");
        hints.push_back("this machine runs " + std::string(known.service) + ": it may be " + std::string(known.roles));
    }
    if (signs.domain_controller) hints.push_back("this machine is a domain controller: it may be active-directory");
    if (runs(signs, "ClusSvc"))
        hints.push_back("this machine is a node of a failover cluster (ClusSvc): its addresses may move to another");
    std::string text;
    for (const auto& hint : hints)
        text += (text.empty() ? "" : "; ") + hint;
    return text;
}

} // namespace fairway
