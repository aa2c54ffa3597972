#include "matrix/proxy_answer.hpp"

#include "matrix/word_table.hpp"

namespace fairway {

namespace {

constexpr word_table<proxy_part, 4> part_words{{
    {proxy_part::passed, "passed"},
    {proxy_part::refused, "refused"},
    {proxy_part::unclear, "unclear"},
    {proxy_part::itself, "itself"},
}};

} // namespace

std::string_view to_string(proxy_part p) {
    return word_of(part_words, p);
}
std::optional<proxy_part> parse_proxy_part(std::string_view word) {
    return value_of(part_words, word);
}

} // namespace fairway
