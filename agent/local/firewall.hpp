#pragma once

#include "matrix/port.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What is known of this machine's own firewall, in lines for people; never a guess: what cannot be read is said so.
/// E.g. "nftables: input policy drop, 12 rules (nft list ruleset)", "firewalld is running",
/// "nftables: rules can be read by root only". Where the system tells (Windows), also what it does with the ports that
/// others need here.
std::vector<std::string> local_firewall(const port_list& tcp = {}, const port_list& udp = {});

/// What keeps others from these ports while this program has them, in lines for people. Empty where nothing does, or
/// the system does not tell: all but Windows.
std::vector<std::string> firewall_obstacles(const port_list& tcp, const port_list& udp);

} // namespace fairway
