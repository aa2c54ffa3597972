#include "support/system/file.hpp"

#include <cerrno>
#include <unistd.h>

namespace fairway {

std::error_code rename_to_new(const std::string& from, const std::string& to) {
    // Two names for a moment: unlike rename(), link() never replaces.
    if (::link(from.c_str(), to.c_str()) != 0 || ::unlink(from.c_str()) != 0) return {errno, std::generic_category()};
    return {};
}

} // namespace fairway
