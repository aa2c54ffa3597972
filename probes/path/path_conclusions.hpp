#pragma once

#include "matrix/observation.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace fairway {

/// What an inquiry found out; probes by their index. Of answers that it does not mention, nobody knows who gave them.
struct path_conclusions {
    std::vector<std::optional<int>> hops;  ///< distance of each address, where its answers show it
    std::set<std::size_t> by_host;         ///< probes that the host itself answered
    std::map<std::size_t, on_way> on_path; ///< probes that somebody else answered
    std::map<std::size_t, path_end> ends;  ///< of silent probes

    /// Notes in `seen` who answered, and where silence ends.
    void note_in(std::vector<observation>& seen) const;
};

} // namespace fairway
