#include "support/system/access_list.hpp"

#include <array>
#include <cerrno>
#include <sys/xattr.h>

namespace fairway {

bool take_over_access_list(int fd, const std::string& path) {
    constexpr const char* name = "system.posix_acl_access";
    std::array<char, 65536> list; // no attribute is larger
    const auto size = ::getxattr(path.c_str(), name, list.data(), list.size());
    if (size < 0 && errno == ENOTSUP) return true;
    if (size < 0) return errno == ENODATA && (::fremovexattr(fd, name) == 0 || errno == ENODATA);
    return ::fsetxattr(fd, name, list.data(), static_cast<std::size_t>(size), 0) == 0;
}

} // namespace fairway
