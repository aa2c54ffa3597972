#include "support/folder.hpp"

#include "support/system/file.hpp"

#include <filesystem>

namespace fairway {

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

void make_private_folder(const std::string& path) {
    std::error_code ignored; // what is missing then is said by what follows
    const auto parent = std::filesystem::path(path).parent_path();
    if (!parent.empty()) std::filesystem::create_directories(parent, ignored);
    if (const auto error = create_private_folder(path))
        throw std::system_error(error, "cannot create the directory " + path);
}

} // namespace fairway
