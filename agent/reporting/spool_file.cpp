#include "agent/reporting/spool_file.hpp"

#include "support/checksum.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <limits>

namespace fairway {

namespace {

using std::chrono::seconds;

constexpr std::string_view file_heading = "fairway-spool/1";
constexpr std::string_view counters_heading = "fairway-spool-counters/1";
constexpr std::string_view suffix = ".report";
constexpr std::size_t sequence_digits = 20;
constexpr std::size_t part_digits = 5;
constexpr std::size_t longest_line = 512;
constexpr std::size_t longest_word = 64;
constexpr std::size_t checksum_field = 15; // " crc32=" and eight digits; a line feed follows
/// Before this program was written no clock was right that said so.
constexpr std::int64_t first_plausible = 1735689600; // 2025-01-01
/// A time server is asked within minutes of a boot.
constexpr seconds clock_settles{3600};

std::int64_t unix_seconds(wall_time when) {
    return std::chrono::floor<seconds>(when.time_since_epoch()).count();
}

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= longest_word && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

std::string word_or_dash(const std::string& text) {
    return is_word(text) ? text : "-";
}

std::string crc_field(std::uint32_t crc) {
    std::array<char, 24> text{};
    return {text.data(), static_cast<std::size_t>(std::snprintf(text.data(), text.size(), " crc32=%08x\n", crc))};
}

/// The fields of a line one after the other, each exactly as it would be written.
class line_reader {
  public:
    line_reader(std::string_view line, std::string_view heading) : rest_(line) { ok_ = take(heading); }

    std::string_view word(std::string_view name) {
        if (!ok_ || !take(" ") || !take(name) || !take("=")) return fail();
        const auto word = rest_.substr(0, std::min(rest_.find(' '), rest_.size()));
        rest_.remove_prefix(word.size());
        return is_word(word) ? word : fail();
    }

    template <class T>
    T number(std::string_view name) {
        const auto digits = word(name);
        T value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc() || end != digits.data() + digits.size() || std::to_string(value) != digits) fail();
        return value;
    }

    bool done() const { return ok_ && rest_.empty(); }

  private:
    bool take(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    std::string_view fail() {
        ok_ = false;
        return {};
    }

    std::string_view rest_;
    bool ok_ = true;
};

/// A line with its checksum taken off, and what follows it.
struct checked {
    std::string_view line, body;
};

std::optional<checked> check(std::string_view bytes) {
    const auto end = bytes.substr(0, longest_line).find('\n');
    if (end == std::string_view::npos || end < checksum_field) return std::nullopt;
    const checked c{bytes.substr(0, end - checksum_field), bytes.substr(end + 1)};
    if (bytes.substr(end - checksum_field, checksum_field + 1) != crc_field(crc32(c.body, crc32(c.line))))
        return std::nullopt;
    return c;
}

std::string with_checksum(std::string line, std::string_view body) {
    line += crc_field(crc32(body, crc32(line)));
    line += body;
    return line;
}

/// Without its checksum.
std::string first_line(const spool_header& h, std::size_t body) {
    return std::string(file_heading) + " sequence=" + std::to_string(h.sequence) + " part=" + std::to_string(h.part) +
           " parts=" + std::to_string(h.parts) + " run=" + word_or_dash(h.run_id) +
           " created=" + std::to_string(unix_seconds(h.created.wall)) + " boot=" + word_or_dash(h.created.boot) +
           " uptime=" + std::to_string(h.created.uptime.count()) + " length=" + std::to_string(body);
}

} // namespace

std::string spool_file_name(std::uint64_t sequence, unsigned part) {
    std::array<char, 64> text{};
    const int size =
        std::snprintf(text.data(), text.size(), "%020llu-%05u", static_cast<unsigned long long>(sequence), part);
    return std::string(text.data(), static_cast<std::size_t>(size)) + std::string(suffix);
}

bool is_spool_file_name(std::string_view name) {
    const auto digits = [&](std::size_t at, std::size_t count) {
        const auto part = name.substr(at, count);
        return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return name.size() == sequence_digits + 1 + part_digits + suffix.size() && digits(0, sequence_digits) &&
           name[sequence_digits] == '-' && digits(sequence_digits + 1, part_digits) && name.ends_with(suffix);
}

std::uint64_t sequence_of(std::string_view name) {
    std::uint64_t sequence = 0;
    const auto digits = name.substr(0, sequence_digits);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), sequence);
    return error == std::errc() ? sequence : 0; // more than fits: nobody counted so far
}

std::string encode_spool_file(const spool_entry& entry) {
    return with_checksum(first_line(entry.header, entry.body.size()), entry.body);
}

std::size_t spool_file_size(const spool_header& header, std::size_t body) {
    return first_line(header, body).size() + checksum_field + 1 + body;
}

std::optional<spool_entry> decode_spool_file(std::string_view name, std::string_view bytes) {
    const auto c = check(bytes);
    if (!c) return std::nullopt;
    line_reader in(c->line, file_heading);
    spool_entry entry;
    auto& h = entry.header;
    h.sequence = in.number<std::uint64_t>("sequence");
    h.part = in.number<unsigned>("part");
    h.parts = in.number<unsigned>("parts");
    h.run_id = in.word("run");
    const auto created = in.number<std::int64_t>("created");
    h.created.boot = in.word("boot");
    const auto uptime = in.number<std::int64_t>("uptime");
    const auto length = in.number<std::uint64_t>("length");
    // So far that no arithmetic on times overflows: the year 2262.
    constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
    if (!in.done() || length != c->body.size() || h.part < 1 || h.part > h.parts || h.parts > most_parts ||
        created < -latest || created > latest || uptime < 0 || uptime > latest ||
        spool_file_name(h.sequence, h.part) != name)
        return std::nullopt;
    h.created.wall = wall_time(seconds(created));
    h.created.uptime = seconds(uptime);
    if (h.created.boot == "-") h.created.boot.clear();
    entry.body = c->body;
    return entry;
}

std::chrono::seconds age_of(const clock_reading& created, const clock_reading& now) {
    if (!created.boot.empty() && created.boot == now.boot) return std::max(seconds(0), now.uptime - created.uptime);
    const auto then = unix_seconds(created.wall);
    if (then < first_plausible) return seconds(0);
    return seconds(std::max<std::int64_t>(0, unix_seconds(now.wall) - then));
}

bool too_old(const clock_reading& created, const clock_reading& now, std::chrono::seconds limit) {
    const bool same_boot = !created.boot.empty() && created.boot == now.boot;
    return (same_boot || now.uptime >= clock_settles) && age_of(created, now) > limit;
}

std::string encode_spool_counters(const spool_counters& c) {
    return with_checksum(std::string(counters_heading) + " next=" + std::to_string(c.next_sequence) +
                             " dropped=" + std::to_string(c.dropped) + " damaged=" + std::to_string(c.damaged) +
                             " refused=" + std::to_string(c.refused),
                         "");
}

std::optional<spool_counters> decode_spool_counters(std::string_view bytes) {
    const auto c = check(bytes);
    if (!c || !c->body.empty()) return std::nullopt;
    line_reader in(c->line, counters_heading);
    spool_counters counters;
    counters.next_sequence = in.number<std::uint64_t>("next");
    counters.dropped = in.number<std::uint64_t>("dropped");
    counters.damaged = in.number<std::uint64_t>("damaged");
    counters.refused = in.number<std::uint64_t>("refused");
    if (!in.done()) return std::nullopt;
    return counters;
}

} // namespace fairway
