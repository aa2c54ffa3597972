#include "support/folder.hpp"

#include "support/system/file.hpp"
#include "support/system/path.hpp"

#include <system_error>

namespace fairway {

std::string folder_of(const std::string& path) {
    std::string folder(folder_part(path));
    if (folder.empty()) return ".";
    const auto without_end = folder.substr(0, folder.size() - 1);
    // The folder of "/a" is "/", that of "C:\a" is "C:\", and that of "C:a" is "C:".
    const bool shorter_means_another = !is_separator(folder.back()) || without_end == folder_part(without_end);
    return shorter_means_another ? folder : without_end;
}

std::string beside(const std::string& file, const std::string& path) {
    return path.empty() || is_absolute(path) ? path : std::string(folder_part(file)) + path;
}

void make_private_folder(const std::string& path) {
    std::error_code ignored; // what is missing then is said by what follows
    if (const auto above = folder_part(path); !above.empty()) ignored = create_folders(std::string(above));
    if (const auto error = create_private_folder(path))
        throw std::system_error(error, "cannot create the directory " + path);
}

} // namespace fairway
