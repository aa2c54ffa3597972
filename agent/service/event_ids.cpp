#include "agent/service/event_ids.hpp"

#include <algorithm>
#include <array>

namespace fairway {

namespace {

constexpr std::array rows{
    event_row{1, "service started"},
    event_row{2, "service stopped"},
    event_row{3, "configuration reloaded"},
    event_row{10, "configuration rejected"},
    event_row{11, "keeping the previous configuration"},
    event_row{12, "waiting for something that is not there yet"},
    event_row{13, "service failed"},
    event_row{20, "run failed: this host cannot probe"},
    event_row{21, "runs skipped: their time had passed"},
    event_row{30, "report not sent"},
    event_row{31, "collector reachable again"},
    event_row{32, "report rejected"},
    event_row{33, "enrolled, but reports cannot be sent"},
    event_row{34, "another machine reports with this identity: one is a copy of the other"},
    event_row{35, "this machine reports alone again"},
    event_row{40, "report not saved"},
    event_row{41, "report dropped"},
    event_row{42, "report damaged"},
    event_row{50, "status not written"},
    event_row{51, "metrics not served"},
};

event_kind kind_of(log_level level) {
    switch (level) {
    case log_level::debug:
    case log_level::info: break;
    case log_level::warning: return event_kind::warning;
    case log_level::error: return event_kind::error;
    }
    return event_kind::information;
}

} // namespace

std::span<const event_row> event_table() {
    return rows;
}

std::optional<std::uint16_t> event_id(log_level level, std::string_view event) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.event == event; });
    if (found != rows.end()) return found->id;
    if (level == log_level::warning) return other_warning;
    if (level == log_level::error) return other_error;
    return std::nullopt;
}

void log_to_system(log_level level, std::string_view event, const std::string& words) {
    if (const auto id = event_id(level, event)) write_event(*id, kind_of(level), words);
}

} // namespace fairway
