#include "support/system/random.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace fairway {

bool fill_random(unsigned char* bytes, std::size_t size) {
    const int fd = ::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    std::size_t have = 0;
    while (have < size) {
        const auto got = ::read(fd, bytes + have, size - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
    }
    ::close(fd);
    return have == size;
}

} // namespace fairway
