#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

/// A service that runs.
struct running_service {
    std::string name; ///< "mpssvc", not what it is called in windows
    std::uint32_t process = 0;
};

/// In the system's order; empty where it does not say.
std::vector<running_service> running_services();

} // namespace fairway
