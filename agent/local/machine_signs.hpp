#pragma once

#include <string>
#include <vector>

namespace fairway {

/// What shows what this machine is for.
struct machine_signs {
    std::vector<std::string> services; ///< that run, by the names that the system has for them: "VeeamBackupSvc"
    bool domain_controller = false;    ///< of Active Directory
};

/// Windows: what everybody may ask it. Else nothing.
machine_signs signs_of_this_machine();

} // namespace fairway
