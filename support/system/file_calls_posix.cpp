#include "support/system/file_calls.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fairway {

int file_calls::create(const std::string& path, readable_by who) {
    constexpr int how = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    if (who == readable_by::all) return ::open(path.c_str(), how, 0644);
    const int fd = ::open(path.c_str(), how, 0600);
    // A umask can only have taken rights away, even the owner's.
    if (fd < 0 || ::fchmod(fd, 0600) == 0) return fd;
    const int error = errno;
    ::close(fd);
    ::unlink(path.c_str());
    errno = error;
    return -1;
}

int file_calls::open(const std::string& path) {
    // O_NONBLOCK: a FIFO that nobody writes to must not hang us.
    return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

std::ptrdiff_t file_calls::read(int fd, char* into, std::size_t size) {
    return ::read(fd, into, size);
}

std::ptrdiff_t file_calls::write(int fd, const char* data, std::size_t size) {
    return ::write(fd, data, size);
}

int file_calls::sync(int fd) {
    return ::fsync(fd);
}

int file_calls::close(int fd) {
    return ::close(fd);
}

int file_calls::rename(const std::string& from, const std::string& to) {
    return ::rename(from.c_str(), to.c_str());
}

int file_calls::remove(const std::string& path) {
    return ::unlink(path.c_str());
}

int file_calls::sync_folder(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -1;
    const int result = ::fsync(fd);
    const int error = errno;
    ::close(fd);
    errno = error;
    return result;
}

bool is_disk_full(int error) {
    return error == ENOSPC || error == EDQUOT;
}

file_calls& system_file_calls() {
    static file_calls calls;
    return calls;
}

} // namespace fairway
