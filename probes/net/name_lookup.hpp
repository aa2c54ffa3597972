#pragma once

#include <string>
#include <vector>

namespace fairway {

/// What a name stands for.
struct resolved {
    std::vector<std::string> addresses; ///< numeric, each once, in the resolver's order
    std::vector<std::string> no_hosts;  ///< what the resolver gave that no host can have: never to be probed
    std::string error;                  ///< why there is no address, in words; empty when there is one
    bool asked = true;                  ///< false: nobody was asked, so nothing is known of this name
};

/// As this machine looks names up (hosts file, DNS, …). Blocks for as long as it likes.
resolved ask_this_machine(const std::string& name);

} // namespace fairway
