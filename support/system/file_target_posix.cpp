#include "support/system/file_target.hpp"

#include "support/system/access_list.hpp"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace fairway {

namespace {

/// The descriptor that a name stands for. To open such a name anew would empty a file that the shell appends to, and
/// fails where it is a socket or somebody else's terminal.
std::optional<int> descriptor_named(std::string_view path) {
    if (path == "/dev/stdout") return STDOUT_FILENO;
    if (path == "/dev/stderr") return STDERR_FILENO;
    for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
        if (!path.starts_with(folder)) continue;
        const auto digits = path.substr(folder.size());
        constexpr std::size_t most_digits = 6;
        if (digits.empty() || digits.size() > most_digits ||
            digits.find_first_not_of("0123456789") != std::string_view::npos)
            return std::nullopt;
        return std::stoi(std::string(digits));
    }
    return std::nullopt;
}

} // namespace

file_target target_at(const std::string& path) {
    if (descriptor_named(path)) return file_target::stream;
    struct stat named {
    }, behind{};
    if (::lstat(path.c_str(), &named) != 0) return file_target::replaceable;
    const bool link = S_ISLNK(named.st_mode);
    if (link && named.st_uid != ::geteuid() && named.st_uid != 0) return file_target::foreign_link;
    if (::stat(path.c_str(), &behind) != 0) return file_target::linked;
    if (S_ISDIR(behind.st_mode)) return file_target::folder;
    if (!S_ISREG(behind.st_mode)) return file_target::stream;
    return link || behind.st_nlink > 1 ? file_target::linked : file_target::replaceable;
}

std::error_code may_write_into(const std::string& path) {
    const auto fd = descriptor_named(path);
    const bool may = fd ? ::fcntl(*fd, F_GETFL) >= 0 : ::access(path.c_str(), W_OK) == 0 || errno == ENOENT;
    return may ? std::error_code() : std::error_code(errno, std::generic_category());
}

int open_target(const std::string& path) {
    if (const auto fd = descriptor_named(path)) return ::fcntl(*fd, F_DUPFD_CLOEXEC, 0);
    // O_CREAT also where something is there: then Linux protects root from what others put into /tmp.
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644);
}

bool take_over_rights(int fd, const std::string& path) {
    struct stat old {
    }, ours{};
    if (::stat(path.c_str(), &old) != 0 || ::fstat(fd, &ours) != 0) return false;
    const bool same_owner = old.st_uid == ours.st_uid && old.st_gid == ours.st_gid;
    if (!same_owner && ::fchown(fd, old.st_uid, old.st_gid) != 0) return false;
    // The mode comes last: before its owner it would let others in, and where there is a list it bounds what that
    // allows.
    return take_over_access_list(fd, path) && ::fchmod(fd, old.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) == 0;
}

} // namespace fairway
