#include "agent/local/machine_signs.hpp"

#include "agent/local/processes.hpp"

#include <algorithm>

namespace fairway {

machine_signs signs_of_this_machine() {
    machine_signs signs;
    for (const int id : process_ids())
        if (auto name = process_name(id); !name.empty()) signs.services.push_back(std::move(name));
    std::sort(signs.services.begin(), signs.services.end());
    signs.services.erase(std::unique(signs.services.begin(), signs.services.end()), signs.services.end());
    return signs;
}

} // namespace fairway
