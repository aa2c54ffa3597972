#include "support/system/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>

namespace fairway {

namespace {

/// A lock of the open file (not of the process, which any close() would end): others can ask for it without taking it,
/// so that a look at the status never keeps a service from starting.
struct flock whole_file() {
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return whole;
}

} // namespace

int file_lock::lock(int fd) {
    auto whole = whole_file();
    if (::fcntl(fd, F_OFD_SETLK, &whole) == 0) return 0;
    return errno == EACCES ? EAGAIN : errno; // either means the same
}

std::optional<bool> file_lock::is_locked(int fd) {
    auto whole = whole_file();
    if (::fcntl(fd, F_OFD_GETLK, &whole) != 0) return std::nullopt;
    return whole.l_type != F_UNLCK;
}

} // namespace fairway
