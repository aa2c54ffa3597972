#include "collector/api/query.hpp"

#include "collector/api/answer.hpp"
#include "matrix/finding.hpp"
#include "text/nearest.hpp"
#include "text/utf8.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <charconv>

namespace fairway::collector {

namespace {

constexpr std::size_t longest_value = 512;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
            if (high < 0 || low < 0 || high + low == 0) return std::nullopt; // %00 is in no name
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else
            out += text[i] == '+' ? ' ' : text[i];
    }
    if (first_invalid_utf8(out)) return std::nullopt;
    return out;
}

std::vector<std::string> finding_words() {
    std::vector<std::string> words;
    for (int k = 0; k <= static_cast<int>(finding_kind::not_applicable); ++k)
        words.emplace_back(to_string(static_cast<finding_kind>(k)));
    return words;
}

query_reader::query_reader(std::string_view query, std::initializer_list<std::string_view> known) {
    const std::vector<std::string> names(known.begin(), known.end());
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = percent_decoded(pair.substr(0, equals));
        const auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value || value->size() > longest_value) {
            fail("", "a parameter is too long or not encoded as UTF-8 with %XX");
            continue;
        }
        if (std::find(names.begin(), names.end(), *name) == names.end())
            fail(*name, "unknown parameter " + in_quotes(*name) + choices(*name, names));
        else if (!given_.emplace(*name, *value).second)
            fail(*name, "given more than once");
    }
}

std::string query_reader::text(const std::string& name) {
    const auto found = given_.find(name);
    return found == given_.end() ? std::string() : found->second;
}

std::optional<std::uint64_t> query_reader::number(const std::string& name, std::uint64_t least, std::uint64_t most) {
    const auto value = text(name);
    if (value.empty()) return std::nullopt;
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
    if (error != std::errc() || end != value.data() + value.size() || n < least || n > most) {
        fail(name, in_quotes(value) + ": expected a whole number from " + std::to_string(least) + " to " +
                       std::to_string(most));
        return std::nullopt;
    }
    return n;
}

std::optional<wall_time> query_reader::time(const std::string& name) {
    const auto value = text(name);
    if (value.empty()) return std::nullopt;
    const auto when = parse_utc_time(value);
    if (!when) fail(name, in_quotes(value) + ": expected a time as 2026-11-25T02:29:13Z");
    return when;
}

std::string query_reader::word(const std::string& name, const std::vector<std::string>& words) {
    auto value = text(name);
    if (!value.empty() && std::find(words.begin(), words.end(), value) == words.end())
        fail(name, "unknown word " + in_quotes(value) + choices(value, words));
    return value;
}

bool query_reader::flag(const std::string& name) {
    return word(name, {"0", "1"}) == "1";
}

page query_reader::which_page(std::size_t largest) {
    page p;
    p.cursor = text("cursor");
    if (const auto limit = number("limit", 1, largest)) p.limit = static_cast<std::size_t>(*limit);
    return p;
}

void query_reader::fail(const std::string& name, std::string message) {
    problems_.push_back({"query", name.empty() ? "" : "?" + name, std::move(message)});
}

std::optional<http_response> query_reader::refusal() const {
    if (problems_.empty()) return std::nullopt;
    return error_answer(400, "the query is not valid", problems_);
}

} // namespace fairway::collector
