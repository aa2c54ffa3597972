#include "agent/service/state_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace fairway {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

/// A lock of the open file (not of the process, which any close() would end): others can ask for it without taking it,
/// so that a look at the status never keeps a service from starting.
struct flock whole_file() {
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return whole;
}

std::string holder_of(int fd) {
    char text[32];
    const auto got = ::pread(fd, text, sizeof text, 0);
    std::string digits;
    for (ssize_t i = 0; i < got && text[i] >= '0' && text[i] <= '9'; ++i)
        digits += text[i];
    return digits.empty() ? "" : " (process " + digits + ")";
}

} // namespace

state_lock::state_lock(const std::string& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot make the state folder " + folder);
    const std::string path = folder + "/lock";
    fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd_ < 0) fail("cannot write in the state folder " + folder);
    auto whole = whole_file();
    if (::fcntl(fd_, F_OFD_SETLK, &whole) != 0) {
        const int why = errno;
        const std::string holder = holder_of(fd_);
        ::close(fd_);
        errno = why;
        if (why != EAGAIN && why != EACCES) fail("cannot lock " + path);
        throw std::runtime_error("another fairway" + holder + " works with the state folder " + folder +
                                 "; stop it first, or give this one a folder of its own with --state DIR");
    }
    const std::string id = std::to_string(::getpid()) + "\n";
    // Only words for people: that it is locked is what counts.
    (void)!::ftruncate(fd_, 0);
    (void)!::pwrite(fd_, id.data(), id.size(), 0);
}

state_lock::~state_lock() {
    ::close(fd_);
}

std::optional<bool> is_locked(const std::string& folder) {
    const int fd = ::open((folder + "/lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? std::optional(false) : std::nullopt;
    auto whole = whole_file();
    const bool told = ::fcntl(fd, F_OFD_GETLK, &whole) == 0;
    ::close(fd);
    if (!told) return std::nullopt;
    return whole.l_type != F_UNLCK;
}

} // namespace fairway
