#include "probes/net/most_sockets.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace fairway {

std::size_t most_sockets() {
    constexpr std::size_t kept = 64;
    constexpr rlim_t enough = 200'000; // more than one sweep ever has in flight
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256 - kept;
    const auto files = static_cast<std::size_t>(std::min(limit.rlim_cur, enough));
    return files > 2 * kept ? files - kept : std::max<std::size_t>(files / 2, 1);
}

} // namespace fairway
