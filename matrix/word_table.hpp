#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace fairway {

/// The words of an enum, in one table for both directions.
template <class Enum, std::size_t N>
using word_table = std::array<std::pair<Enum, std::string_view>, N>;

/// "unknown" for a value that the table does not have.
template <class Enum, std::size_t N>
constexpr std::string_view word_of(const word_table<Enum, N>& table, Enum value) {
    for (const auto& [v, word] : table)
        if (v == value) return word;
    return "unknown";
}

template <class Enum, std::size_t N>
constexpr std::optional<Enum> value_of(const word_table<Enum, N>& table, std::string_view word) {
    for (const auto& [v, w] : table)
        if (w == word) return v;
    return std::nullopt;
}

} // namespace fairway
