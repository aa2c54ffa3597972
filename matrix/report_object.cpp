#include "matrix/report_object.hpp"

#include "text/names.hpp"
#include "text/object_reader.hpp"
#include "text/pointer.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway::report_json {

namespace {

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

} // namespace

const std::string none;

std::string place::pointer() const {
    if (up == nullptr) return {};
    return key.empty() ? step(up->pointer(), index) : step(up->pointer(), key);
}

bool is_utc_time(std::string_view text) {
    static constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    return std::equal(text.begin(), text.end(), form.begin(), form.end(),
                      [](char c, char f) { return f == 'd' ? c >= '0' && c <= '9' : c == f; }) &&
           is_iso_date(text.substr(0, 10));
}

std::optional<bool> parse_installed(std::string_view word) {
    if (word == "installed") return true;
    if (word == "planned") return false;
    return std::nullopt;
}

bool is_run_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

const std::string& read_any(const json& value, const place& there, std::size_t most, problem_list& problems) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr)
        problems.add(there.pointer(), "expected a string, found " + describe(value));
    else if (text->size() > most)
        problems.add(there.pointer(),
                     "has " + std::to_string(text->size()) + " bytes; at most " + std::to_string(most) + " are read");
    else
        return *text;
    return none;
}

const std::string& read_name(const json& value, const place& there, std::size_t most, problem_list& problems) {
    const auto& text = read_any(value, there, most, problems);
    if (&text == &none) return none;
    if (text.empty())
        problems.add(there.pointer(), "must not be empty");
    else if (has_control(text))
        problems.add(there.pointer(), "must be one line without control characters, found " + describe(value));
    else
        return text;
    return none;
}

object::object(const json& value, const place& at, problem_list& problems)
    : value_(value.is_object() ? &value : nullptr), at_(at), problems_(problems) {
    if (value_ == nullptr) problems_.add(at_.pointer(), "expected an object, found " + describe(value));
}

void object::fail(std::string_view key, std::string message) const {
    problems_.add(at(key).pointer(), std::move(message));
}

void object::expected(std::string_view what, std::string_view key, const json& found) const {
    fail(key, "expected " + std::string(what) + ", found " + describe(found));
}

const json* object::find(std::string_view key) const {
    if (value_ == nullptr) return nullptr;
    const auto it = value_->find(key);
    return it == value_->end() ? nullptr : &*it;
}

const json* object::get(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr && value_ != nullptr)
        problems_.add(at_.pointer(), "the key " + in_quotes(key) + " is missing");
    return value;
}

const json* object::get_or_null(std::string_view key) const {
    const auto* value = get(key);
    return value && !value->is_null() ? value : nullptr;
}

const std::string& object::text(std::string_view key, std::size_t most) const {
    const auto* value = get(key);
    return value ? read_any(*value, at(key), most, problems_) : none;
}

const std::string& object::text_or_null(std::string_view key, std::size_t most) const {
    const auto* value = get_or_null(key);
    return value ? read_any(*value, at(key), most, problems_) : none;
}

const std::string& object::name(std::string_view key, std::size_t most) const {
    const auto* value = get(key);
    return value ? read_name(*value, at(key), most, problems_) : none;
}

const std::string& object::name_or_null(std::string_view key) const {
    const auto* value = get_or_null(key);
    return value ? read_name(*value, at(key), report_limits::name, problems_) : none;
}

std::vector<std::string> object::names(std::string_view key, std::size_t most) const {
    std::vector<std::string> all;
    each(key, most, [&](const json& one, const place& there) {
        all.push_back(read_name(one, there, report_limits::name, problems_));
    });
    return all;
}

bool object::flag(std::string_view key) const {
    const auto* value = get(key);
    if (value && !value->is_boolean()) expected("true or false", key, *value);
    return value && value->is_boolean() && value->get<bool>();
}

std::uint64_t object::number(std::string_view key, std::uint64_t least, std::uint64_t most) const {
    return number_of(key, get(key), least, most).value_or(least);
}

std::optional<std::uint64_t> object::number_or_null(std::string_view key, std::uint64_t most) const {
    return number_of(key, get_or_null(key), 0, most);
}

const json* object::list_of(std::string_view key, std::size_t most) const {
    const auto* list = get(key);
    if (list == nullptr) return nullptr;
    if (!list->is_array())
        expected("a list", key, *list);
    else if (list->size() > most)
        fail(key, "has " + std::to_string(list->size()) + " entries; at most " + std::to_string(most) + " are read");
    else
        return list;
    return nullptr;
}

std::optional<std::uint64_t> object::number_of(std::string_view key, const json* value, std::uint64_t least,
                                               std::uint64_t most) const {
    if (value == nullptr) return std::nullopt;
    if (value->is_number_unsigned())
        if (const auto n = value->get<std::uint64_t>(); least <= n && n <= most) return n;
    expected("a number from " + std::to_string(least) + " to " + std::to_string(most), key, *value);
    return std::nullopt;
}

namespace {

std::uint8_t hop_or_none(const object& in, std::string_view key) {
    return static_cast<std::uint8_t>(in.number_or_null(key, most_hops).value_or(0));
}

} // namespace

std::optional<on_way> read_on_way(const object& in) {
    const auto* value = in.get_or_null("on_way");
    if (value == nullptr) return std::nullopt;
    const object w = in.member(*value, "on_way");
    const auto kind = w.word("kind", "what answers, e.g. \"router\"", parse_on_way_kind);
    return on_way{kind.value_or(on_way_kind::something), w.name_or_null("address"), hop_or_none(w, "hop")};
}

std::optional<path_end> read_path_end(const object& in) {
    const auto* value = in.get_or_null("path_end");
    if (value == nullptr) return std::nullopt;
    const object e = in.member(*value, "path_end");
    path_end end;
    end.router = e.name("router");
    end.hop = static_cast<std::uint8_t>(e.number("hop", 1, most_hops));
    end.of = hop_or_none(e, "of");
    end.dropped = e.word("dropped", "\"here-or-after\" or \"unknown\"", parse_dropped_at).value_or(dropped_at::unknown);
    end.way = e.word("way", "\"forward\", \"return\" or \"either\"", parse_drop_way).value_or(drop_way::either);
    return end;
}

host_labels read_labels(const object& in, std::string_view key) {
    const auto* value = in.find(key);
    if (value == nullptr || value->is_null()) return {};
    const object l = in.member(*value, key);
    return {l.name_or_null("owner"), l.name_or_null("contact"), l.names("tags", host_labels::most_tags)};
}

std::optional<blocker> read_blocker(const object& in) {
    const auto* value = in.get_or_null("blocker");
    if (value == nullptr) return std::nullopt;
    const object b = in.member(*value, "blocker");
    const auto kind = b.word("kind", "a blocker, e.g. \"router\"", parse_blocker_kind);
    return blocker{kind.value_or(blocker_kind::unknown), b.name_or_null("address"), hop_or_none(b, "hop")};
}

} // namespace fairway::report_json
