#pragma once

#include <string>
#include <vector>

namespace fairway {

/// The certificate authorities that this machine trusts, where the system itself keeps them and not a file.
struct machine_roots {
    std::vector<std::string> certificates; ///< DER; empty: the system keeps none, or they cannot be read
    bool all = true;                       ///< False: the system may trust others, which it fetches on first use.
};
machine_roots read_machine_roots();

} // namespace fairway
