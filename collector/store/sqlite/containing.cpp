#include "collector/store/sqlite/containing.hpp"

namespace fairway::collector {

std::string containing(const std::string& search) {
    std::string pattern = "%";
    for (const char c : search) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

} // namespace fairway::collector
