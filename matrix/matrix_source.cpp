#include "matrix/matrix_source.hpp"

namespace fairway {

std::string name_of(const matrix_source& s) {
    return s.id + "@" + s.version;
}

std::string names_of(const std::vector<matrix_source>& sources) {
    std::string text;
    for (const auto& s : sources)
        text += (text.empty() ? "" : ", ") + name_of(s);
    return text;
}

std::string url_of(const std::vector<matrix_source>& sources, const std::string& name) {
    for (const auto& s : sources)
        if (name_of(s) == name) return s.url;
    return {};
}

std::string names_of(const std::vector<source_rows>& sources, std::string_view between) {
    std::string text;
    for (const auto& s : sources)
        text.append(text.empty() ? "" : between).append(s.matrix);
    return text;
}

std::string rows_in_words(const std::vector<int>& rows) {
    std::string text;
    for (const int row : rows)
        text += (text.empty() ? rows.size() == 1 ? "row " : "rows " : ", ") + std::to_string(row);
    return text;
}

} // namespace fairway
