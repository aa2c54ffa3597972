#include "support/text_file.hpp"

#include "support/folder.hpp"
#include "support/system/file.hpp"
#include "support/system/process.hpp"
#include "text/decoded_text.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace fairway {

namespace {

read_result<std::string> fail(const std::string& path, const std::string& why) {
    return {std::nullopt, {{path, "", why}}};
}

std::string in_mebibytes(std::size_t bytes) {
    return std::to_string(bytes / (1024 * 1024)) + " MiB";
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
    auto& calls = system_file_calls();
    const std::string temporary = path + ".tmp-" + std::to_string(process_id());
    // What a killed process with our number left behind is nobody's.
    calls.remove(temporary);
    const int fd = calls.create(temporary, who);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot create " + temporary);
    bool open = true;
    const auto give_up = [&](const std::string& what) {
        const int code = errno;
        if (open) calls.close(fd);
        calls.remove(temporary);
        throw std::system_error(code, std::generic_category(), what + " " + path);
    };
    for (std::size_t written = 0; written < text.size();) {
        const auto put = calls.write(fd, text.data() + written, text.size() - written);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) give_up("cannot write");
        written += static_cast<std::size_t>(put);
    }
    if (calls.sync(fd) != 0) give_up("cannot write");
    calls.close(fd);
    open = false;
    if (calls.rename(temporary, path) != 0) give_up("cannot replace");
    // Some file systems cannot; then the name lasts as they see fit.
    calls.sync_folder(folder_of(path));
}

} // namespace fairway
