#pragma once

#include "agent/local/windows_firewall.hpp"

#include <windows.h>

#include <netfw.h>

namespace fairway {

/// Reads profiles and rules of the firewall as COM tells them. What cannot be read is said in the facts. At most so
/// many rules: a terminal server has some for each of its users.
inline constexpr std::size_t most_firewall_rules = 20000;
void read_firewall_policy(INetFwPolicy2& policy, windows_firewall& facts);

} // namespace fairway
