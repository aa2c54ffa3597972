#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

/// What shows what this machine is for.
struct machine_signs {
    std::vector<std::string> services;   ///< that run, by the names that the system has for them: "VeeamBackupSvc"; on
                                         ///< Linux the names of its processes, cut to 15 characters
    bool domain_controller = false;      ///< of Active Directory
    std::vector<std::string> files = {}; ///< Of files that hint at roles, those that are there.
    std::vector<std::uint16_t> tcp_ports = {}; ///< that something listens on for other machines
};

/// Services and domain controllers, as far as everybody may ask the system: Windows and Linux. Else nothing.
machine_signs signs_of_this_machine();

} // namespace fairway
