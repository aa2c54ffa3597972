#include "support/system/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdio.h>

namespace fairway {

std::error_code rename_to_new(const std::string& from, const std::string& to) {
    // Some file systems cannot promise it (EINVAL); there, only whoever calls may have looked.
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ||
        (errno == EINVAL && ::rename(from.c_str(), to.c_str()) == 0))
        return {};
    return {errno, std::generic_category()};
}

} // namespace fairway
