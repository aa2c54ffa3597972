#pragma once

#include <string>
#include <vector>

/// What the values of options can be, as far as this program knows: for the completion of command lines. Roles, facts
/// and flows are those of the default matrix.
namespace fairway::known {

std::vector<std::string> roles();    ///< that a host can have
std::vector<std::string> peers();    ///< "backup-server=": the host follows
std::vector<std::string> facts();    ///< "netbios=true"; "oldest_agent_version=" where any value may follow
std::vector<std::string> matrices(); ///< the shipped ones
std::vector<std::string> flows();
std::vector<std::string> formats();
std::vector<std::string> phases();

} // namespace fairway::known
