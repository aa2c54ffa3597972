#include "probes/net/descriptor_limit.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace fairway {

std::size_t raise_descriptor_limit() {
    constexpr std::size_t kept = 64;
    constexpr std::size_t enough = 200'000; // more than one sweep ever has in flight
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256 - kept;
    if (limit.rlim_cur < limit.rlim_max) {
        const rlimit raised{limit.rlim_max, limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    const std::size_t files = std::min<std::size_t>(limit.rlim_cur, enough);
    return files > 2 * kept ? files - kept : std::max<std::size_t>(files / 2, 1);
}

} // namespace fairway
