#include "support/system/random.hpp"

#include <cerrno>
#include <sys/random.h>

namespace fairway {

bool fill_random(unsigned char* bytes, std::size_t size) {
    for (std::size_t have = 0; have < size;) {
        const auto got = ::getrandom(bytes + have, size - have, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        have += static_cast<std::size_t>(got);
    }
    return true;
}

} // namespace fairway
