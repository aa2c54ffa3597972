#include "matrix/shipped.hpp"

#include <stdexcept>

namespace fairway {

std::optional<matrix> shipped_matrix(std::string_view id) {
    std::optional<matrix> newest;
    for (const auto& [name, text] : shipped_texts()) {
        if (!name.starts_with(id)) continue; // files are named id-version.json: spares reading the others
        auto read = read_matrix(text, name);
        if (!read) throw std::logic_error("a shipped matrix does not read: " + to_string(read.problems.at(0)));
        auto& m = *read.value;
        if (m.id != id && m.id + "-" + m.version != id) continue;
        if (!newest || version_before(newest->version, m.version)) newest = std::move(m);
    }
    return newest;
}

} // namespace fairway
