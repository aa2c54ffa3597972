#include "collector/time_keeper.hpp"

#include "matrix/shipped.hpp"
#include "support/log.hpp"

#include <algorithm>

namespace fairway::collector {

namespace {

constexpr const char* setting_name = "clock"; // "2026-11-25T02:29:13Z" or "2026-11-25T02:29:13Z confirmed"
constexpr std::string_view confirmed_word = " confirmed";
constexpr std::chrono::hours between_writes{1};

std::string text_of(const kept_time& t) {
    return utc_time(t.at) + (t.confirmed ? std::string(confirmed_word) : "");
}

std::optional<kept_time> parse_kept_time(std::string_view text) {
    const bool confirmed = text.ends_with(confirmed_word);
    if (confirmed) text.remove_suffix(confirmed_word.size());
    const auto at = parse_utc_time(text);
    return at ? std::optional(kept_time{*at, confirmed}) : std::nullopt;
}

} // namespace

std::optional<kept_time> read_kept_time(store& s) {
    const auto text = s.setting(setting_name);
    return text ? parse_kept_time(*text) : std::nullopt;
}

void write_kept_time(store& s, const kept_time& t) {
    s.put_setting(setting_name, text_of(t));
}

judged_time judge_alone(store& s, wall_time clock) {
    time_evidence e;
    e.clock = clock;
    e.built = program_was_made_after();
    if (const auto kept = read_kept_time(s)) {
        e.kept = kept->at;
        e.confirmed = kept->confirmed;
    }
    return judge_time(e);
}

wall_time program_was_made_after() {
    wall_time newest{};
    for (const auto& name : shipped_names()) // "veeam-agents@2026-01-19"
        if (const auto day = parse_utc_time(name.substr(name.rfind('@') + 1) + "T00:00:00Z"))
            newest = std::max(newest, *day);
    return newest;
}

void time_keeper::look_into_store() {
    try {
        const auto text = store_.setting(setting_name);
        if (!text || *text == in_store_) return;
        // Of the last start, or of an administrator who knows better.
        const auto kept = parse_kept_time(*text);
        if (!kept) return;
        in_store_ = *text;
        kept_ = kept;
        kept_at_ = clocks_.moment();
    } catch (const store_error& e) {
        log(log_level::warning, "the time of the last housekeeping is not known", {{"why", std::string(e.what())}});
    }
}

void time_keeper::keep(const kept_time& t) {
    const auto text = text_of(t);
    try {
        store_.put_setting(setting_name, text);
        in_store_ = text;
        written_at_ = clocks_.moment();
    } catch (const store_error&) { // the next time, then; whoever writes reports has said so
    }
}

judged_time time_keeper::judge() {
    look_into_store();
    const auto moment = clocks_.moment();
    const auto clock = clocks_.now();
    if (last_clock_) {
        const auto jump = clock - (*last_clock_ + std::chrono::floor<std::chrono::seconds>(moment - looked_at_));
        if (jump > clock_tolerance || jump < -clock_tolerance)
            heard_.forget_clocks(); // they were compared with another
    }
    last_clock_ = clock;
    looked_at_ = moment;

    time_evidence e;
    e.clock = clock;
    e.built = program_was_made_after();
    if (kept_) {
        e.kept = kept_->at;
        e.confirmed = kept_->confirmed;
        e.since = std::chrono::floor<std::chrono::seconds>(moment - kept_at_);
    }
    const auto heard = heard_.compare(clock, moment);
    e.agree = heard.agree;
    e.differ = heard.differ;
    const auto t = judge_time(e);
    const bool news = last_ != t.verdict;
    last_ = t.verdict;
    kept_ = {t.kept, e.confirmed && t.verdict == clock_verdict::right};
    kept_at_ = moment;
    if (news || in_store_.empty() || moment - written_at_ >= between_writes) keep(*kept_);
    return t;
}

} // namespace fairway::collector
