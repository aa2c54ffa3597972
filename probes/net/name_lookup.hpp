#pragma once

#include <string>
#include <vector>

namespace fairway {

/// What a name stands for.
struct resolved {
    std::vector<std::string> addresses; ///< numeric, each once, in the resolver's order
    std::string error;                  ///< why there is none, in words; empty when there is one
    bool asked = true;                  ///< false: nobody was asked, so nothing is known of this name
};

/// As this machine looks names up (hosts file, DNS, …). Blocks for as long as it likes.
resolved ask_this_machine(const std::string& name);

} // namespace fairway
