#pragma once

#include <string>
#include <vector>

namespace fairway {

/// What is known of this machine's own firewall, in lines for people; never a guess: what cannot be read is said so.
/// E.g. "nftables: input policy drop, 12 rules (nft list ruleset)", "firewalld is running",
/// "nftables: rules can be read by root only".
std::vector<std::string> local_firewall();

} // namespace fairway
