#include "matrix/path_end.hpp"

#include "matrix/word_table.hpp"

namespace fairway {

namespace {

constexpr word_table<dropped_at, 2> dropped_words{{
    {dropped_at::unknown, "unknown"},
    {dropped_at::here_or_after, "here-or-after"},
}};

constexpr word_table<drop_way, 3> way_words{{
    {drop_way::either, "either"},
    {drop_way::forward, "forward"},
    {drop_way::return_path, "return"},
}};

} // namespace

std::string_view to_string(dropped_at d) {
    return word_of(dropped_words, d);
}
std::optional<dropped_at> parse_dropped_at(std::string_view word) {
    return value_of(dropped_words, word);
}

std::string_view to_string(drop_way w) {
    return word_of(way_words, w);
}
std::optional<drop_way> parse_drop_way(std::string_view word) {
    return value_of(way_words, word);
}

} // namespace fairway
