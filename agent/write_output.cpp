#include "agent/write_output.hpp"

#include "support/text_file.hpp"

#include <iostream>
#include <system_error>

namespace fairway {

void write_output(const std::string& path, std::string_view text) {
    if (path.empty()) {
        std::cout << text;
        return;
    }
    try {
        write_file_atomically(path, text);
    } catch (const std::system_error& e) {
        throw std::system_error(e.code(), "--output " + path + ": the report is lost; " +
                                              std::string(e.what()).substr(0, std::string(e.what()).rfind(": ")));
    }
}

} // namespace fairway
