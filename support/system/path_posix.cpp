#include "support/system/path.hpp"

namespace fairway {

std::string_view folder_part(std::string_view path) {
    return path.substr(0, path.rfind('/') + 1); // npos + 1 is 0
}

bool is_absolute(std::string_view path) {
    return path.starts_with('/');
}

bool is_separator(char c) {
    return c == '/';
}

bool looks_like_path(std::string_view word) {
    return word.find_first_of("./") != std::string_view::npos;
}

std::string in_folder(const std::string& folder, std::string_view name) {
    return folder + "/" + std::string(name);
}

} // namespace fairway
