#pragma once

#include "matrix/blocker.hpp"
#include "matrix/on_way.hpp"
#include "matrix/path_end.hpp"
#include "matrix/plan.hpp"
#include "matrix/report_limits.hpp"
#include "text/object_reader.hpp"
#include "text/pointer.hpp"
#include "text/problem_list.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// What the readers of reports share. What is wrong with a value goes to the list of problems; the value then is empty.
namespace fairway::report_json {

using nlohmann::json;

inline constexpr std::uint64_t longest_duration_ms = 366ull * 86400 * 1000;
inline constexpr std::uint64_t longest_interval_s = 7 * 86400;
inline constexpr std::uint64_t most_ports = 65535;
inline constexpr std::uint64_t most_hops = 255;
inline constexpr std::uint64_t most_counted = 100'000'000; // in a summary

/// Where a value stands. It is spelled out only where something is wrong: most values are read without a word.
struct place {
    const place* up = nullptr; ///< null: the report itself
    std::string_view key;      ///< empty: an element of a list
    std::size_t index = 0;

    std::string pointer() const {
        if (up == nullptr) return {};
        return key.empty() ? step(up->pointer(), index) : step(up->pointer(), key);
    }
};

/// "2026-11-23T14:41:30Z" in form.
bool is_utc_time(std::string_view text);
bool is_run_id(std::string_view text);

inline const std::string none;

/// Any text of at most `most` bytes.
const std::string& read_any(const json& value, const place& there, std::size_t most, problem_list& problems);

/// One line, not empty.
const std::string& read_name(const json& value, const place& there, std::size_t most, problem_list& problems);

/// An object whose keys must be there.
class object {
  public:
    object(const json& value, const place& at, problem_list& problems)
        : value_(value.is_object() ? &value : nullptr), at_(at), problems_(problems) {
        if (value_ == nullptr) problems_.add(at_.pointer(), "expected an object, found " + describe(value));
    }

    place at(std::string_view key) const { return {&at_, key, 0}; }
    /// `value`, which stands there. It must not outlive this one.
    object member(const json& value, std::string_view key) const { return {value, at(key), problems_}; }
    void fail(std::string_view key, std::string message) const { problems_.add(at(key).pointer(), std::move(message)); }
    void expected(std::string_view what, std::string_view key, const json& found) const {
        fail(key, "expected " + std::string(what) + ", found " + describe(found));
    }

    /// Null where it is absent.
    const json* find(std::string_view key) const {
        if (value_ == nullptr) return nullptr;
        const auto it = value_->find(key);
        return it == value_->end() ? nullptr : &*it;
    }

    /// Null where it is absent, which is a problem.
    const json* get(std::string_view key) const {
        const auto* value = find(key);
        if (value == nullptr && value_ != nullptr)
            problems_.add(at_.pointer(), "the key " + in_quotes(key) + " is missing");
        return value;
    }

    /// Null where it is absent, or null.
    const json* get_or_null(std::string_view key) const {
        const auto* value = get(key);
        return value && !value->is_null() ? value : nullptr;
    }

    const std::string& text(std::string_view key, std::size_t most = report_limits::text) const {
        return text_of(key, get(key), most);
    }
    const std::string& text_or_null(std::string_view key, std::size_t most = report_limits::text) const {
        return text_of(key, get_or_null(key), most);
    }
    const std::string& name(std::string_view key, std::size_t most = report_limits::name) const {
        return name_of(key, get(key), most);
    }
    const std::string& name_or_null(std::string_view key) const {
        return name_of(key, get_or_null(key), report_limits::name);
    }

    bool flag(std::string_view key) const {
        const auto* value = get(key);
        if (value && !value->is_boolean()) expected("true or false", key, *value);
        return value && value->is_boolean() && value->get<bool>();
    }

    std::uint64_t number(std::string_view key, std::uint64_t least, std::uint64_t most) const {
        return number_of(key, get(key), least, most).value_or(least);
    }
    std::optional<std::uint64_t> number_or_null(std::string_view key, std::uint64_t most) const {
        return number_of(key, get_or_null(key), 0, most);
    }

    /// One of the words that `parse` knows.
    template <class Parse>
    auto word(std::string_view key, std::string_view what, Parse parse) const {
        const auto* value = get(key);
        const auto* text = value ? value->get_ptr<const std::string*>() : nullptr;
        std::invoke_result_t<Parse, const std::string&> parsed;
        if (text) parsed = parse(*text);
        if (value && !parsed) expected(what, key, *value);
        return parsed;
    }

    /// Calls `read(element, place)` for each element, until there is a problem: a list may have a hundred thousand.
    template <class Read>
    void each(std::string_view key, std::size_t most, Read read) const {
        const auto* list = get(key);
        if (list == nullptr) return;
        if (!list->is_array()) return expected("a list", key, *list);
        if (list->size() > most)
            return fail(key, "has " + std::to_string(list->size()) + " entries; at most " + std::to_string(most) +
                                 " are read");
        const place there = at(key);
        for (std::size_t i = 0; i < list->size() && problems_.empty(); ++i)
            read((*list)[i], place{&there, {}, i});
    }

    std::vector<std::string> names(std::string_view key, std::size_t most) const {
        std::vector<std::string> all;
        each(key, most, [&](const json& one, const place& there) {
            all.push_back(read_name(one, there, report_limits::name, problems_));
        });
        return all;
    }

  private:
    const std::string& text_of(std::string_view key, const json* value, std::size_t most) const {
        return value ? read_any(*value, at(key), most, problems_) : none;
    }

    const std::string& name_of(std::string_view key, const json* value, std::size_t most) const {
        return value ? read_name(*value, at(key), most, problems_) : none;
    }

    std::optional<std::uint64_t> number_of(std::string_view key, const json* value, std::uint64_t least,
                                           std::uint64_t most) const {
        if (value == nullptr) return std::nullopt;
        if (value->is_number_unsigned())
            if (const auto n = value->get<std::uint64_t>(); least <= n && n <= most) return n;
        expected("a number from " + std::to_string(least) + " to " + std::to_string(most), key, *value);
        return std::nullopt;
    }

    const json* value_; ///< null: it was no object
    place at_;
    problem_list& problems_;
};

/// Nothing where they are null, or wrong.
std::optional<on_way> read_on_way(const object& in);
std::optional<path_end> read_path_end(const object& in);
std::optional<blocker> read_blocker(const object& in);

/// "installed", "planned"
std::optional<bool> parse_installed(std::string_view word);

/// What every part says of its run, into members of the same names, and which part it is.
template <class Report>
void read_header(const object& in, Report& r, unsigned& part, unsigned& parts) {
    r.run_id = in.name("run_id");
    if (!r.run_id.empty() && !is_run_id(r.run_id))
        in.expected("1 to 64 letters, digits or \"-\"", "run_id", *in.find("run_id"));
    parts = static_cast<unsigned>(in.number("parts", 1, report_limits::parts));
    part = static_cast<unsigned>(in.number("part", 1, report_limits::parts));
    if (part > parts) in.expected("at most " + std::to_string(parts) + ", the parts", "part", *in.find("part"));
    r.fairway = in.name("fairway");
    r.host = in.name("host");
    r.stand_in_for = in.name_or_null("stand_in_for");
    r.roles = in.names("roles", report_limits::roles);
    r.phase = in.word("phase", "\"onboarding\" or \"operation\"", parse_phase).value_or(r.phase);
    r.complete = in.flag("complete");
    if (const auto* value = in.get("matrix")) {
        const object matrix = in.member(*value, "matrix");
        r.matrix_id = matrix.name("id");
        r.matrix_version = matrix.name("version");
    }
    r.started_at = in.name("started_at");
    if (!r.started_at.empty() && !is_utc_time(r.started_at))
        in.expected("a time such as \"2026-11-23T14:41:30Z\"", "started_at", *in.find("started_at"));
    r.duration_ms = in.number("duration_ms", 0, longest_duration_ms);
    r.interval_s = static_cast<std::uint32_t>(in.number_or_null("interval_s", longest_interval_s).value_or(0));
}

} // namespace fairway::report_json
