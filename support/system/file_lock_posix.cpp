#include "support/system/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace fairway {

namespace {

/// Only words for people: that it is locked is what counts.
void write_own_id(int fd) {
    const std::string id = std::to_string(::getpid()) + "\n";
    (void)!::ftruncate(fd, 0);
    (void)!::pwrite(fd, id.data(), id.size(), 0);
}

std::string read_id(int fd) {
    char text[32];
    const auto got = ::pread(fd, text, sizeof text, 0);
    std::string digits;
    for (ssize_t i = 0; i < got && text[i] >= '0' && text[i] <= '9'; ++i)
        digits += text[i];
    return digits;
}

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

} // namespace

file_lock::~file_lock() {
    if (fd_ >= 0) ::close(fd_);
}

std::optional<file_lock> file_lock::take(const std::string& path, std::string* holder) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) fail(errno, "cannot open " + path);
    file_lock mine(fd);
    const int error = lock(fd);
    if (error != 0 && error != EAGAIN) fail(error, "cannot lock " + path);
    if (error == EAGAIN) {
        if (holder != nullptr) *holder = read_id(fd);
        return std::nullopt;
    }
    write_own_id(fd);
    return mine;
}

std::optional<file_lock> file_lock::take_folder(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) fail(errno, "cannot open the folder " + path);
    file_lock mine(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return mine;
    if (errno == EWOULDBLOCK) return std::nullopt;
    fail(errno, "cannot lock the folder " + path);
}

std::optional<bool> file_lock::is_taken(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? std::optional(false) : std::nullopt;
    const file_lock guard(fd);
    return is_locked(fd);
}

} // namespace fairway
