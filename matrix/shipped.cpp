#include "matrix/shipped.hpp"

#include "matrix/join_matrices.hpp"
#include "matrix/vocabulary.hpp"

#include <algorithm>
#include <stdexcept>

namespace fairway {

namespace {

constexpr std::string_view vocabulary_file = "vocabulary.json";

std::string_view name_of(const embedded_text& file) {
    return file.name.substr(0, file.name.rfind(".json"));
}

std::string_view id_in(std::string_view name) {
    return name.substr(0, name.find('@'));
}

matrix good(read_result<matrix> read) {
    if (!read) throw std::logic_error("a shipped matrix does not read: " + to_string(read.problems.at(0)));
    return std::move(*read.value);
}

matrix join_the_newest() {
    const auto& names = shipped_names();
    std::vector<matrix> newest;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (i + 1 == names.size() || id_in(names[i + 1]) != id_in(names[i]))
            newest.push_back(shipped_matrix(names[i]).value());
    return good(join_matrices(std::move(newest)));
}

matrix read_shipped_vocabulary() {
    for (const auto& file : shipped_texts())
        if (file.name == vocabulary_file) return good(read_vocabulary(file.text, std::string(file.name)));
    throw std::logic_error("no vocabulary is shipped");
}

} // namespace

const std::vector<std::string>& shipped_names() {
    static const auto all = [] {
        std::vector<std::string> names;
        for (const auto& file : shipped_texts())
            if (file.name != vocabulary_file) names.emplace_back(name_of(file));
        std::sort(names.begin(), names.end()); // dates in order
        return names;
    }();
    return all;
}

std::optional<matrix> shipped_matrix(std::string_view name) {
    const auto& names = shipped_names();
    const auto found =
        std::find_if(names.rbegin(), names.rend(), [&](const auto& n) { return n == name || id_in(n) == name; });
    if (found == names.rend()) return std::nullopt;
    for (const auto& file : shipped_texts())
        if (name_of(file) == *found) return good(read_matrix(file.text, std::string(file.name)));
    return std::nullopt;
}

const matrix& default_matrix() {
    static const auto joined = join_the_newest();
    return joined;
}

const matrix& shipped_vocabulary() {
    static const auto vocabulary = read_shipped_vocabulary();
    return vocabulary;
}

} // namespace fairway
