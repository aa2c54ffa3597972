#include "agent/inventory/vbr_platform.hpp"

#include "text/names.hpp"

namespace fairway {

vbr_platform platform_of_server(const vbr_server& s) {
    if (s.type == "WindowsHost" || s.type == "HvServer" || s.type == "SCVMM" || s.type == "SmbV3StandaloneHost")
        return vbr_platform::windows;
    return s.type == "LinuxHost" ? vbr_platform::linux : vbr_platform::unknown;
}

vbr_platform platform_of_system(const std::string& name) {
    const auto system = lower_case(name);
    const auto says = [&](const char* word) { return system.find(word) != std::string::npos; };
    if (says("windows") || says("azurestackhci")) return vbr_platform::windows;
    if (says("linux")) return vbr_platform::linux;
    if (says("aix") || says("solaris") || says("unix")) return vbr_platform::unix;
    if (says("mac")) return vbr_platform::macos;
    return vbr_platform::unknown;
}

std::vector<std::string> of_platform(const platform_roles& roles, vbr_platform p) {
    std::vector<std::string> all;
    if (p == vbr_platform::windows) all.emplace_back(roles.windows);
    if (p == vbr_platform::linux) all.emplace_back(roles.linux);
    if (*roles.any != '\0') all.emplace_back(roles.any);
    return all;
}

} // namespace fairway
