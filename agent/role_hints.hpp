#pragma once

#include "agent/local/machine_signs.hpp"

#include <string>

namespace fairway {

/// Which roles a machine with these signs may have, as the end of a question for them: "this machine runs
/// VeeamBackupSvc: it may be a backup-server". Empty where nothing hints at one.
std::string role_hint(const machine_signs& signs);

} // namespace fairway
