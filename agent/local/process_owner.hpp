#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

/// Who holds a port: "nginx.exe (pid 812)", "svchost.exe (pid 944, services BFE, mpssvc)", "pid 812" without a name.
/// Fit for a terminal.
std::string process_owner(std::uint32_t id, const std::string& name, const std::vector<std::string>& services);

} // namespace fairway
