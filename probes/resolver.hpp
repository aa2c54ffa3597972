#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace fairway {

/// What a name stands for.
struct resolved {
    std::vector<std::string> addresses; ///< numeric, each once, in the resolver's order
    std::string error;                  ///< why there is none, in words; empty when there is one
};

/// Resolves each name as this machine does (getaddrinfo: hosts file, DNS, …), side by side on a few threads. Numeric
/// addresses stand for themselves at once. What has no answer at `deadline` is given up: its thread is left behind, as
/// getaddrinfo cannot be interrupted.
std::map<std::string, resolved> resolve(const std::vector<std::string>& names, std::chrono::milliseconds deadline);

} // namespace fairway
