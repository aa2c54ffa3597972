#include "matrix/on_way.hpp"

#include "matrix/word_table.hpp"

namespace fairway {

namespace {

constexpr word_table<on_way_kind, 4> on_way_kind_words{{
    {on_way_kind::router, "router"},
    {on_way_kind::something, "something"},
    {on_way_kind::redirect, "redirect"},
    {on_way_kind::accepts_everything, "accepts-everything"},
}};

} // namespace

std::string_view to_string(on_way_kind k) {
    return word_of(on_way_kind_words, k);
}
std::optional<on_way_kind> parse_on_way_kind(std::string_view word) {
    return value_of(on_way_kind_words, word);
}

} // namespace fairway
