#include "agent/local/machine_signs.hpp"

namespace fairway {

machine_signs signs_of_this_machine() {
    return {};
}

} // namespace fairway
