#include "agent/output/write_output.hpp"

#include "support/folder.hpp"
#include "support/system/file.hpp"
#include "support/text_file.hpp"

#include <ostream>
#include <system_error>

namespace fairway {

std::vector<problem> check_output(const std::string& path) {
    if (path.empty()) return {};
    if (look_at(path).kind == file_kind::folder)
        return {{"--output", "", path + " is a directory; expected a file name"}};
    if (const auto error = may_create_in(folder_of(path)))
        return {{"--output", "", "cannot create a file in " + folder_of(path) + ": " + error.message()}};
    return {};
}

void write_output(const std::string& path, std::string_view text, std::ostream& out) {
    if (path.empty()) {
        out << text;
        return;
    }
    try {
        write_file_atomically(path, text);
    } catch (const std::system_error& e) {
        throw std::system_error(e.code(), "--output " + path + ": " +
                                              std::string(e.what()).substr(0, std::string(e.what()).rfind(": ")));
    }
}

} // namespace fairway
