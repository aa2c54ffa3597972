#include "matrix/who_answered.hpp"

#include "matrix/word_table.hpp"

namespace fairway {

namespace {

constexpr word_table<who_answered, 4> who_words{{
    {who_answered::not_applicable, "not-applicable"},
    {who_answered::unchecked, "unchecked"},
    {who_answered::host, "host"},
    {who_answered::on_way, "on-way"},
}};

} // namespace

std::string_view to_string(who_answered w) {
    return word_of(who_words, w);
}
std::optional<who_answered> parse_who_answered(std::string_view word) {
    return value_of(who_words, word);
}

} // namespace fairway
