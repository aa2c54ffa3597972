#include "support/utc_time.hpp"

#include <array>
#include <cstdio>

namespace fairway {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;

struct fields {
    std::chrono::year_month_day day;
    std::chrono::weekday of_week;
    std::chrono::hh_mm_ss<seconds> time;
};

fields split(wall_time when) {
    const auto second = floor<seconds>(when);
    const auto day = floor<days>(second);
    return {day, std::chrono::weekday(day), std::chrono::hh_mm_ss<seconds>(second - day)};
}

int year(const fields& f) {
    return static_cast<int>(f.day.year());
}

unsigned month(const fields& f) {
    return static_cast<unsigned>(f.day.month());
}

unsigned day(const fields& f) {
    return static_cast<unsigned>(f.day.day());
}

std::string clock_time(const fields& f) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(f.time.hours().count()),
                  static_cast<int>(f.time.minutes().count()), static_cast<int>(f.time.seconds().count()));
    return text.data();
}

std::string date(const fields& f) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", year(f), month(f), day(f));
    return text.data();
}

} // namespace

std::string utc_time(wall_time when) {
    const auto f = split(when);
    return date(f) + "T" + clock_time(f) + "Z";
}

std::string utc_date(wall_time when) {
    return date(split(when));
}

std::string http_date(wall_time when) {
    constexpr std::array week{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto f = split(when);
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d ", week[f.of_week.c_encoding()], day(f),
                  months[month(f) - 1], year(f));
    return text.data() + clock_time(f) + " GMT";
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
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(number(0, 4)), std::chrono::month(static_cast<unsigned>(number(5, 2))),
                              std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    // Nanoseconds since 1970 in 64 bits end in 2262.
    const bool can_be_counted = date.year() > std::chrono::year(1677) && date.year() < std::chrono::year(2262);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59 || !can_be_counted) return std::nullopt;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

} // namespace fairway
