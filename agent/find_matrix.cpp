#include "agent/find_matrix.hpp"

#include "matrix/shipped.hpp"
#include "probes/identify/protocol.hpp"
#include "support/system/path.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <vector>

namespace fairway {

namespace {

/// "veeam-agents-13.0.1.1071", one for each.
std::vector<std::string> shipped_ids() {
    std::vector<std::string> ids;
    for (const auto& text : shipped_texts())
        ids.push_back(text.name.substr(0, text.name.rfind(".json")));
    return ids;
}

} // namespace

bool is_shipped_matrix(const std::string& id) {
    const auto ids = shipped_ids();
    return std::any_of(ids.begin(), ids.end(), [&](const auto& s) { return s == id || s.starts_with(id + "-"); });
}

read_result<matrix> read_matrix_file(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return {std::nullopt, text.problems};
    return read_matrix(*text.value, path, identify::protocol_words());
}

read_result<matrix> find_matrix(const std::string& id_or_file) {
    if (id_or_file.empty()) return find_matrix(std::string(default_matrix));
    if (auto shipped = shipped_matrix(id_or_file)) return {std::move(shipped), {}};
    auto read = read_matrix_file(id_or_file);
    // A word that is no path was meant as an id: "cannot be opened" alone would lead astray.
    if (read || looks_like_path(id_or_file)) return read;
    const auto ids = shipped_ids();
    return {std::nullopt,
            {{"--matrix", "",
              "unknown matrix " + in_quotes(id_or_file) + ": neither shipped (" + listed(ids) +
                  ") nor a readable file" + did_you_mean(id_or_file, ids)}}};
}

} // namespace fairway
