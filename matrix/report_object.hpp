#pragma once

#include "matrix/blocker.hpp"
#include "matrix/host_labels.hpp"
#include "matrix/on_way.hpp"
#include "matrix/path_end.hpp"
#include "matrix/plan.hpp"
#include "matrix/report_limits.hpp"
#include "text/problem_list.hpp"

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

    std::string pointer() const;
};

/// "2026-11-23T14:41:30Z" in form.
bool is_utc_time(std::string_view text);
bool is_run_id(std::string_view text);

extern const std::string none; ///< what a wrong text is read as

/// Any text of at most `most` bytes.
const std::string& read_any(const json& value, const place& there, std::size_t most, problem_list& problems);

/// One line, not empty.
const std::string& read_name(const json& value, const place& there, std::size_t most, problem_list& problems);

/// An object whose keys must be there.
class object {
  public:
    object(const json& value, const place& at, problem_list& problems);

    place at(std::string_view key) const { return {&at_, key, 0}; }
    /// `value`, which stands there. It must not outlive this one.
    object member(const json& value, std::string_view key) const { return {value, at(key), problems_}; }
    /// The same of an element of a list of its.
    object element(const json& value, const place& there) const { return {value, there, problems_}; }
    void fail(std::string_view key, std::string message) const;
    void expected(std::string_view what, std::string_view key, const json& found) const;

    const json* find(std::string_view key) const;        ///< Null if it is absent.
    const json* get(std::string_view key) const;         ///< Null if it is absent, which is a problem.
    const json* get_or_null(std::string_view key) const; ///< Null if it is absent, which is a problem, or null.

    const std::string& text(std::string_view key, std::size_t most = report_limits::text) const;
    const std::string& text_or_null(std::string_view key, std::size_t most = report_limits::text) const;
    const std::string& name(std::string_view key, std::size_t most = report_limits::name) const;
    const std::string& name_or_null(std::string_view key) const;
    std::vector<std::string> names(std::string_view key, std::size_t most) const;
    bool flag(std::string_view key) const;
    std::uint64_t number(std::string_view key, std::uint64_t least, std::uint64_t most) const;
    std::optional<std::uint64_t> number_or_null(std::string_view key, std::uint64_t most) const;

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
        const json* list = list_of(key, most);
        const place there = at(key);
        for (std::size_t i = 0; list && i < list->size() && problems_.empty(); ++i)
            read((*list)[i], place{&there, {}, i});
    }

  private:
    const json* list_of(std::string_view key, std::size_t most) const;
    std::optional<std::uint64_t> number_of(std::string_view key, const json* value, std::uint64_t least,
                                           std::uint64_t most) const;

    const json* value_; ///< null: it was no object
    place at_;
    problem_list& problems_;
};

/// Nothing if they are null, or wrong.
std::optional<on_way> read_on_way(const object& in);
std::optional<path_end> read_path_end(const object& in);
std::optional<blocker> read_blocker(const object& in);

/// Empty if they are absent, as in older reports and where none are stated, or wrong.
host_labels read_labels(const object& in, std::string_view key);

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
    r.labels = read_labels(in, "host_labels");
    r.roles = in.names("roles", report_limits::roles);
    r.phase = in.word("phase", "\"onboarding\" or \"operation\"", parse_phase).value_or(r.phase);
    r.complete = in.flag("complete");
    const auto read_matrix_source = [&](const object& matrix) {
        r.matrices.push_back({matrix.name("id"), matrix.name("version"), {}, {}, {}});
        // Reports of the first versions did not tell it.
        if (matrix.find("source") != nullptr) r.matrices.back().url = matrix.name_or_null("source");
    };
    if (const auto* value = in.get("matrix")) read_matrix_source(in.member(*value, "matrix"));
    if (in.find("matrices") != nullptr) { // else there is only that one, as in reports of the first versions
        r.matrices.clear();
        in.each("matrices", report_limits::matrices,
                [&](const json& one, const place& there) { read_matrix_source(in.element(one, there)); });
    }
    r.started_at = in.name("started_at");
    if (!r.started_at.empty() && !is_utc_time(r.started_at))
        in.expected("a time such as \"2026-11-23T14:41:30Z\"", "started_at", *in.find("started_at"));
    r.duration_ms = in.number("duration_ms", 0, longest_duration_ms);
    r.interval_s = static_cast<std::uint32_t>(in.number_or_null("interval_s", longest_interval_s).value_or(0));
}

} // namespace fairway::report_json
