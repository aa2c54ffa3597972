#include "agent/output/write_output.hpp"

#include "support/folder.hpp"
#include "support/system/file.hpp"
#include "support/system/file_target.hpp"
#include "support/text_file.hpp"

#include <ostream>
#include <system_error>

namespace fairway {

std::vector<problem> check_output(const std::string& path) {
    if (path.empty()) return {};
    const auto target = target_at(path);
    if (target == file_target::folder) return {{"--output", "", path + " is a directory; expected a file name"}};
    if (target == file_target::foreign_link)
        return {{"--output", "", path + " is a symbolic link of another user, and is not followed"}};
    if (target == file_target::replaceable) {
        const auto error = may_create_in(folder_of(path));
        if (!error) return {};
        if (!is_there(path))
            return {{"--output", "", "cannot create a file in " + folder_of(path) + ": " + error.message()}};
    }
    if (const auto error = may_write_into(path))
        return {{"--output", "", path + " cannot be written: " + error.message()}};
    return {};
}

void write_output(const std::string& path, std::string_view text, std::ostream& out) {
    if (path.empty()) {
        out << text;
        return;
    }
    out.flush(); // the path may be /dev/stdout
    try {
        write_named_file(path, text);
    } catch (const std::system_error& e) {
        throw std::system_error(e.code(), "--output " + path + ": " +
                                              std::string(e.what()).substr(0, std::string(e.what()).rfind(": ")));
    }
}

} // namespace fairway
