#include "agent/find_matrix.hpp"

#include "matrix/shipped.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"

#include <vector>

namespace fairway {

read_result<matrix> read_matrix_file(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return {std::nullopt, text.problems};
    return read_matrix(*text.value, path);
}

read_result<matrix> find_matrix(const std::string& id_or_file) {
    if (id_or_file.empty()) return find_matrix(std::string(default_matrix));
    if (auto shipped = shipped_matrix(id_or_file)) return {std::move(shipped), {}};
    auto read = read_matrix_file(id_or_file);
    // A word that is no path was meant as an id: "cannot be opened" alone would lead astray.
    if (!read && id_or_file.find_first_of("./") == std::string::npos) {
        std::vector<std::string> ids;
        for (const auto& s : shipped_texts())
            ids.push_back(s.name.substr(0, s.name.rfind(".json")));
        std::string known;
        for (const auto& id : ids)
            known += (known.empty() ? "" : ", ") + id;
        return {std::nullopt,
                {{"--matrix", "",
                  "there is no shipped matrix and no readable file \"" + id_or_file + "\"; shipped: " + known +
                      did_you_mean(id_or_file, ids)}}};
    }
    return read;
}

} // namespace fairway
