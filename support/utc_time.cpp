#include "support/utc_time.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace fairway {

namespace {

std::string formatted(wall_time when, const char* format) {
    const std::time_t t = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    ::gmtime_r(&t, &parts);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

} // namespace

std::string utc_time(wall_time when) {
    return formatted(when, "%Y-%m-%dT%H:%M:%SZ");
}

std::string utc_date(wall_time when) {
    return formatted(when, "%Y-%m-%d");
}

std::string http_date(wall_time when) {
    return formatted(when, "%a, %d %b %Y %H:%M:%S GMT");
}

std::optional<wall_time> parse_utc_time(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00T00:00:00Z";
    if (text.size() != shape.size()) return std::nullopt;
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i)
            value = value * 10 + (text[i] - '0');
        return value;
    };
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return std::nullopt;
    std::tm parts{};
    parts.tm_year = number(0, 4) - 1900;
    parts.tm_mon = number(5, 2) - 1;
    parts.tm_mday = number(8, 2);
    parts.tm_hour = number(11, 2);
    parts.tm_min = number(14, 2);
    parts.tm_sec = number(17, 2);
    const auto when = std::chrono::system_clock::from_time_t(::timegm(&parts));
    // timegm() makes something of the 31st of June, too; a time that exists comes back as it went.
    if (utc_time(when) != text) return std::nullopt;
    return when;
}

} // namespace fairway
