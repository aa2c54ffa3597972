#include "support/text_file.hpp"

#include "support/folder.hpp"
#include "support/system/file.hpp"
#include "support/system/file_target.hpp"
#include "support/system/process.hpp"
#include "text/decoded_text.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace fairway {

namespace {

read_result<std::string> fail(const std::string& path, const std::string& why) {
    return {std::nullopt, {{path, "", why}}};
}

std::string in_mebibytes(std::size_t bytes) {
    return std::to_string(bytes / (1024 * 1024)) + " MiB";
}

/// errno says no more than "File too large", and the file is not: somebody set a limit.
std::system_error file_failure(int error, const std::string& what, const std::string& path) {
    const std::string limit = error == EFBIG ? ", larger than this process may make files (ulimit -f)" : "";
    return {error, std::generic_category(), what + " " + path + limit};
}

void write_all(int fd, std::string_view text, const std::string& path) {
    for (std::size_t written = 0; written < text.size();) {
        const auto put = system_file_calls().write(fd, text.data() + written, text.size() - written);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) throw file_failure(errno, "cannot write", path);
        written += static_cast<std::size_t>(put);
    }
}

/// A new file beside the one whose place it is to take; gone if it never does.
class replacement {
  public:
    replacement(const std::string& path, readable_by who)
        : path_(path), temporary_(path + ".tmp-" + std::to_string(process_id())) {
        // What a killed process with our number left behind is nobody's.
        calls_.remove(temporary_);
        fd_ = calls_.create(temporary_, who);
        if (fd_ < 0) throw file_failure(errno, "cannot create", temporary_);
    }

    ~replacement() {
        if (fd_ >= 0) calls_.close(fd_);
        if (!done_) calls_.remove(temporary_);
    }

    replacement(const replacement&) = delete;
    replacement& operator=(const replacement&) = delete;

    bool take_over_rights() { return fairway::take_over_rights(fd_, path_); }

    /// Throws std::system_error.
    void write_and_rename(std::string_view text) {
        write_all(fd_, text, path_);
        if (calls_.sync(fd_) != 0 || calls_.close(std::exchange(fd_, -1)) != 0)
            throw file_failure(errno, "cannot write", path_);
        if (calls_.rename(temporary_, path_) != 0) throw file_failure(errno, "cannot replace", path_);
        done_ = true;
        // Some file systems cannot; then the name lasts as they see fit.
        calls_.sync_folder(folder_of(path_));
    }

  private:
    file_calls& calls_ = system_file_calls();
    std::string path_, temporary_;
    int fd_ = -1;
    bool done_ = false;
};

/// Whether an error of a replacement says nothing against writing what is there.
bool may_be_written_into(const std::error_code& error) {
    return error == std::errc::permission_denied || error == std::errc::operation_not_permitted ||
           error == std::errc::read_only_file_system || error == std::errc::device_or_resource_busy;
}

/// Devices, pipes and terminals are on no disk, and cannot be flushed to one.
void write_into(const std::string& path, std::string_view text, bool is_on_disk) {
    auto& calls = system_file_calls();
    const int fd = open_target(path);
    if (fd < 0) throw file_failure(errno, "cannot open", path);
    try {
        write_all(fd, text, path);
        if (is_on_disk && calls.sync(fd) != 0) throw file_failure(errno, "cannot write", path);
    } catch (...) {
        calls.close(fd);
        throw;
    }
    if (calls.close(fd) != 0) throw file_failure(errno, "cannot write", path);
}

} // namespace

read_result<std::string> read_text_file(const std::string& path, std::size_t limit) {
    using result = file_content::result;
    auto content = path == "-" ? read_standard_input(limit) : read_file(path, limit, readable_file::regular);
    switch (content.outcome) {
    case result::read: break;
    case result::cannot_open: return fail(path, std::string("cannot be opened: ") + std::strerror(content.error));
    case result::cannot_read: return fail(path, std::string("cannot be read: ") + std::strerror(content.error));
    case result::folder: return fail(path, "is a directory; expected a file");
    case result::not_regular:
    case result::not_private: return fail(path, "is not a regular file");
    }
    if (content.size > limit)
        return fail(path, "is " + in_mebibytes(content.size) + "; the limit is " + in_mebibytes(limit));
    if (!content.whole) return fail(path, "is larger than the limit of " + in_mebibytes(limit));
    if (has_utf16_mark(content.text)) return utf16_to_utf8(content.text, path);
    return {std::move(content.text), {}};
}

void write_file_atomically(const std::string& path, std::string_view text, readable_by who) {
    replacement(path, who).write_and_rename(text);
}

void write_named_file(const std::string& path, std::string_view text) {
    switch (target_at(path)) {
    case file_target::folder: throw file_failure(EISDIR, "cannot write", path);
    case file_target::foreign_link:
        throw std::system_error(ELOOP, std::generic_category(),
                                "cannot write " + path + ", a symbolic link of another user");
    case file_target::stream: return write_into(path, text, false);
    case file_target::linked: return write_into(path, text, true);
    case file_target::replaceable: break;
    }
    if (!is_there(path)) return write_file_atomically(path, text);
    // What a new file cannot take the place of as it is, somebody else's or a mount point, is written itself.
    try {
        replacement next(path, readable_by::owner);
        if (next.take_over_rights()) return next.write_and_rename(text);
    } catch (const std::system_error& e) {
        if (!may_be_written_into(e.code())) throw;
    }
    write_into(path, text, true);
}

} // namespace fairway
