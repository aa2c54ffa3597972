#include "support/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace fairway {

namespace {

read_result<std::string> fail(const std::string& path, const std::string& why) {
    return {std::nullopt, {{path, "", why}}};
}

std::string in_mebibytes(std::size_t bytes) {
    return std::to_string(bytes / (1024 * 1024)) + " MiB";
}

/// Makes a new name in a folder last. Some file systems cannot; then the name lasts as they see fit.
void sync_folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

} // namespace

read_result<std::string> read_text_file(const std::string& path, std::size_t limit) {
    const bool standard_input = path == "-";
    // O_NONBLOCK: a FIFO that nobody writes to must not hang us at open.
    const int fd = standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return fail(path, std::string("cannot be opened: ") + std::strerror(errno));
    struct closer {
        int fd;
        bool owned;
        ~closer() {
            if (owned) ::close(fd);
        }
    } guard{fd, !standard_input};

    if (!standard_input) {
        struct stat info {};
        if (::fstat(fd, &info) != 0) return fail(path, std::string("cannot be read: ") + std::strerror(errno));
        if (S_ISDIR(info.st_mode)) return fail(path, "is a folder; a file was expected");
        if (!S_ISREG(info.st_mode)) return fail(path, "is not a regular file");
        if (static_cast<std::size_t>(info.st_size) > limit)
            return fail(path, "is " + in_mebibytes(static_cast<std::size_t>(info.st_size)) + " large; at most " +
                                  in_mebibytes(limit) + " are read");
    }

    std::string text;
    char buffer[65536];
    while (true) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(path, std::string("cannot be read: ") + std::strerror(errno));
        if (got == 0) break;
        text.append(buffer, static_cast<std::size_t>(got));
        if (text.size() > limit) return fail(path, "is larger than the " + in_mebibytes(limit) + " that are read");
    }
    return {std::move(text), {}};
}

void write_file_atomically(const std::string& path, std::string_view text, readable_by who) {
    const std::string temporary = path + ".tmp-" + std::to_string(::getpid());
    // What a killed process with our number left behind is nobody's.
    ::unlink(temporary.c_str());
    const mode_t mode = who == readable_by::all ? 0644 : 0600;
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot create " + temporary);
    const auto give_up = [&](const std::string& what) {
        const int code = errno;
        ::close(fd);
        ::unlink(temporary.c_str());
        throw std::system_error(code, std::generic_category(), what + " " + path);
    };
    for (std::size_t written = 0; written < text.size();) {
        const ssize_t put = ::write(fd, text.data() + written, text.size() - written);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) give_up("cannot write");
        written += static_cast<std::size_t>(put);
    }
    if (::fsync(fd) != 0) give_up("cannot write");
    ::close(fd);
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const int code = errno;
        ::unlink(temporary.c_str());
        throw std::system_error(code, std::generic_category(), "cannot replace " + path);
    }
    sync_folder_of(path);
}

void report_problems(const std::vector<problem>& problems, std::string_view program) {
    for (const auto& p : problems)
        std::cerr << program << ": " << to_string(p) << "\n";
}

} // namespace fairway
