#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace fairway {

/// The names of all processes by their ids ("svchost.exe"), which everybody may see. Empty where the system lists none.
std::map<std::uint32_t, std::string> process_names();

} // namespace fairway
