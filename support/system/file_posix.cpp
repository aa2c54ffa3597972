#include "support/system/file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace fairway {

namespace {

using result = file_content::result;

std::error_code last_error() {
    return {errno, std::generic_category()};
}

std::error_code error_of(int failed) {
    return failed == 0 ? std::error_code() : last_error();
}

struct descriptor {
    int fd;
    ~descriptor() { ::close(fd); }
};

file_content failed(result why, int error = 0) {
    file_content nothing;
    nothing.outcome = why;
    nothing.error = error;
    return nothing;
}

/// `expected`: how much there may be. Read in place, so that a secret which fits into that is nowhere else.
file_content read_all(int fd, std::size_t limit, std::size_t expected) {
    constexpr std::size_t most_at_once = 1024 * 1024;
    constexpr std::size_t least_at_once = 4096;
    file_content content;
    auto& text = content.text;
    text.reserve(std::min(expected, limit) + 1);
    while (true) {
        const std::size_t have = text.size();
        const std::size_t room = std::max(text.capacity() - have, least_at_once);
        text.resize(have + std::min({room, limit + 1 - have, most_at_once}));
        const auto got = ::read(fd, text.data() + have, text.size() - have);
        text.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(result::cannot_read, errno);
        content.whole = text.size() <= limit;
        if (!content.whole) text.resize(limit);
        if (got == 0 || !content.whole) return content;
    }
}

} // namespace

file_content read_file(const std::string& path, std::size_t limit, readable_file which) {
    // O_NONBLOCK: a FIFO that nobody writes to must not hang us at open.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return failed(result::cannot_open, errno);
    const descriptor guard{fd};
    std::size_t size = 0;
    if (which != readable_file::any) {
        struct stat info {};
        if (::fstat(fd, &info) != 0) return failed(result::cannot_read, errno);
        if (S_ISDIR(info.st_mode)) return failed(result::folder);
        if (!S_ISREG(info.st_mode)) return failed(result::not_regular);
        if (which == readable_file::secret && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
            return failed(result::not_private);
        size = static_cast<std::size_t>(info.st_size);
    }
    auto content = read_all(fd, limit, which == readable_file::secret ? limit : size);
    content.size = size;
    return content;
}

file_content read_standard_input(std::size_t limit) {
    return read_all(STDIN_FILENO, limit, 0);
}

std::error_code create_private_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return last_error();
    ::close(fd);
    return {};
}

std::error_code create_private_folder(const std::string& path) {
    return ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST ? std::error_code() : last_error();
}

std::error_code make_private(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return last_error();
    return error_of(::chmod(path.c_str(), S_ISDIR(info.st_mode) ? 0700 : 0600));
}

std::optional<bool> is_private(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return std::nullopt;
    return (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

std::string how_to_make_private(const std::string& path) {
    return (look_at(path).kind == file_kind::folder ? "chmod 700 " : "chmod 600 ") + path;
}

std::error_code sync_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return last_error();
    const auto error = error_of(::fsync(fd));
    ::close(fd);
    return error;
}

file_look look_at(const std::string& path) {
    file_look look;
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            look.kind = file_kind::missing;
        else
            look.error = last_error();
        return look;
    }
    look.device = info.st_dev;
    look.number = info.st_ino;
    if (S_ISDIR(info.st_mode)) {
        look.kind = file_kind::folder;
    } else if (S_ISREG(info.st_mode)) {
        look.kind = file_kind::regular;
        look.size = static_cast<std::uint64_t>(info.st_size);
    } else {
        look.kind = file_kind::other;
    }
    return look;
}

bool is_there(const std::string& path) {
    std::error_code unseen;
    return std::filesystem::exists(std::filesystem::symlink_status(path, unseen));
}

std::vector<std::string> names_in_folder(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    return names;
}

std::vector<std::string> files_meant_by(const std::string& word) {
    return {word};
}

std::error_code create_folders(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    return error;
}

std::error_code remove_with_content(const std::string& path) {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    return error;
}

std::error_code may_read(const std::string& path) {
    return error_of(::access(path.c_str(), R_OK));
}

std::error_code may_create_in(const std::string& folder) {
    return error_of(::access(folder.c_str(), W_OK | X_OK));
}

} // namespace fairway
