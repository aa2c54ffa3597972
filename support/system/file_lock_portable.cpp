#include "support/system/file_lock.hpp"

#include <cerrno>
#include <sys/file.h>

namespace fairway {

int file_lock::lock(int fd) {
    return ::flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno == EWOULDBLOCK ? EAGAIN : errno;
}

// These locks cannot be asked for, only taken: for an instant (the caller closes the file), and shared, so that two who
// look do not see each other. A service that starts in that instant is refused, and starts at its next try.
std::optional<bool> file_lock::is_locked(int fd) {
    if (::flock(fd, LOCK_SH | LOCK_NB) == 0) return false;
    return errno == EWOULDBLOCK ? std::optional(true) : std::nullopt;
}

} // namespace fairway
