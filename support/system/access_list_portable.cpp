#include "support/system/access_list.hpp"

namespace fairway {

bool take_over_access_list(int, const std::string&) {
    return true; // these systems have them, too, but each its own calls
}

} // namespace fairway
