#include "text/problem.hpp"

namespace fairway {

std::string to_string(const problem& p) {
    std::string line;
    for (const auto& part : {p.file, p.pointer, p.message}) {
        if (part.empty()) continue;
        if (!line.empty()) line += ": ";
        line += part;
    }
    return line;
}

} // namespace fairway
