#pragma once

#include "agent/local/machine_signs.hpp"
#include "matrix/matrix.hpp"

#include <string>
#include <vector>

namespace fairway {

/// Which roles a machine with these signs may have, as the end of a question for them: "this machine runs
/// VeeamBackupSvc: it may be a backup-server". Empty where nothing hints at one.
std::string role_hint(const machine_signs& signs);

/// The files and folders whose presence hints at a role, for machine_signs::files.
std::vector<std::string> files_that_hint();

/// A role that a machine seems to have, and what for.
struct hinted_role {
    std::string role;             ///< an id of the matrix
    bool likely = false;          ///< the sign stands for this role alone
    std::vector<std::string> why; ///< "VeeamBackupSvc runs", "/etc/veeam/veeam.ini is there"

    bool operator==(const hinted_role&) const = default;
};

/// All roles of the matrix that the signs hint at, the likely ones first, else in the matrix's order. Listening ports
/// count where the flows of the matrix lead to one role alone by them.
std::vector<hinted_role> hinted_roles(const machine_signs& signs, const matrix& m);

} // namespace fairway
