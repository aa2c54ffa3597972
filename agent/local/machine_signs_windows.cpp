#include "agent/local/machine_signs.hpp"

#include "agent/local/services_windows.hpp"

#include <windows.h>

#include <dsrole.h>

#include <memory>

namespace fairway {

namespace {

bool is_domain_controller() {
    BYTE* memory = nullptr;
    if (::DsRoleGetPrimaryDomainInformation(nullptr, DsRolePrimaryDomainInfoBasic, &memory) != ERROR_SUCCESS)
        return false;
    const std::unique_ptr<BYTE, decltype(&::DsRoleFreeMemory)> owner(memory, &::DsRoleFreeMemory);
    const auto role = reinterpret_cast<const DSROLE_PRIMARY_DOMAIN_INFO_BASIC*>(memory)->MachineRole;
    return role == DsRole_RoleBackupDomainController || role == DsRole_RolePrimaryDomainController;
}

} // namespace

machine_signs signs_of_this_machine() {
    machine_signs signs;
    for (auto& s : running_services())
        signs.services.push_back(std::move(s.name));
    signs.domain_controller = is_domain_controller();
    return signs;
}

} // namespace fairway
