#include "agent/output/write_output.hpp"

#include "support/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <iostream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace fairway {

std::vector<problem> check_output(const std::string& path) {
    if (path.empty()) return {};
    const auto slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
        return {{"--output", "", path + " is a directory; expected the name of a file"}};
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return {{"--output", "", "cannot create a file in " + folder + ": " + std::strerror(errno)}};
    return {};
}

void write_output(const std::string& path, std::string_view text) {
    if (path.empty()) {
        std::cout << text;
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
