#include "agent/find_matrix.hpp"

#include "matrix/join_matrices.hpp"
#include "matrix/shipped.hpp"
#include "matrix/site.hpp"
#include "probes/identify/protocol.hpp"
#include "support/folder.hpp"
#include "support/system/path.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <utility>

namespace fairway {

namespace {

read_result<matrix> find_one_matrix(const std::string& name) {
    if (auto shipped = shipped_matrix(name)) return {std::move(shipped), {}};
    auto read = read_matrix_file(name);
    // A word that is no path was meant as a name: "cannot be opened" alone would lead astray.
    if (read || looks_like_path(name)) return read;
    const auto& known = shipped_names();
    return {std::nullopt,
            {{"--matrix", "",
              "unknown matrix " + in_quotes(name) + ": neither shipped (" + listed(known) + ") nor a readable file" +
                  did_you_mean(name, known)}}};
}

} // namespace

bool is_shipped_matrix(const std::string& name) {
    const auto& all = shipped_names();
    return std::any_of(all.begin(), all.end(), [&](const auto& s) { return s == name || s.starts_with(name + "@"); });
}

read_result<matrix> read_matrix_file(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return {std::nullopt, text.problems};
    return read_matrix(*text.value, path, identify::protocol_words());
}

read_result<matrix> find_matrices(const std::vector<std::string>& names) {
    if (names.empty()) return {default_matrix(), {}};
    std::vector<matrix> found;
    std::vector<problem> problems;
    for (const auto& name : names) {
        auto one = find_one_matrix(name);
        problems.insert(problems.end(), one.problems.begin(), one.problems.end());
        if (one.value) found.push_back(std::move(*one.value));
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems)};
    auto joined = join_matrices(std::move(found));
    for (auto& p : joined.problems)
        p.file = "--matrix";
    return joined;
}

read_result<matrix> find_matrices_with_all_words(const std::vector<std::string>& names) {
    auto found = find_matrices(names);
    if (!found || (!names.empty() && std::none_of(names.begin(), names.end(), is_shipped_matrix))) return found;
    const auto add_missing = [](auto& have, const auto& more) {
        for (const auto& word : more) {
            const auto same = [&](const auto& known) { return known.id == word.id; };
            if (std::none_of(have.begin(), have.end(), same)) have.push_back(word);
        }
    };
    add_missing(found.value->roles, shipped_vocabulary().roles);
    add_missing(found.value->facts, shipped_vocabulary().facts);
    return found;
}

std::vector<std::string> matrices_of_site(std::string_view text, const std::string& file) {
    auto names = chosen_matrices(text);
    for (auto& name : names)
        if (!is_shipped_matrix(name) && looks_like_path(name)) name = beside(file, name);
    return names;
}

} // namespace fairway
