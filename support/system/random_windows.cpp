#include "support/system/random.hpp"

#include <algorithm>
#include <windows.h>

#include <bcrypt.h>

namespace fairway {

bool fill_random(unsigned char* bytes, std::size_t size) {
    constexpr std::size_t most_at_once = 1024 * 1024; // that call counts in 32 bits
    while (size > 0) {
        const auto now = std::min(size, most_at_once);
        if (::BCryptGenRandom(nullptr, bytes, static_cast<ULONG>(now), BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
            return false;
        bytes += now;
        size -= now;
    }
    return true;
}

} // namespace fairway
