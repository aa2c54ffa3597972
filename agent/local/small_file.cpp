#include "agent/local/small_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace fairway {

file_reading read_small_file(const std::string& path, std::size_t limit) {
    using result = file_reading::result;
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return {errno == EACCES || errno == EPERM ? result::denied : result::absent, ""};
    file_reading reading{result::read, ""};
    char buffer[65536];
    while (reading.text.size() < limit) {
        const ssize_t got = ::read(fd, buffer, std::min(sizeof buffer, limit - reading.text.size()));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) reading = {errno == EACCES || errno == EPERM ? result::denied : result::absent, ""};
        if (got <= 0) break;
        reading.text.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(fd);
    return reading;
}

} // namespace fairway
