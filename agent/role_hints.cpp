#include "agent/role_hints.hpp"

#include <algorithm>
#include <string_view>

namespace fairway {

namespace {

/// A service of Windows, and the roles of the shipped matrix that it stands for. Names: Veeam Backup & Replication user
/// guide, "Veeam services"; Microsoft's own.
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

std::string role_hint(const machine_signs& signs) {
    std::vector<std::string> hints;
    bool of_veeam = false;
    for (const auto& known : known_signs) {
        if (!runs(signs, known.service) || (known.secondary && of_veeam)) continue;
        of_veeam = of_veeam || known.service.starts_with("Veeam");
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
