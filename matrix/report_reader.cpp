#include "matrix/report_reader.hpp"

#include "matrix/json_text.hpp"
#include "matrix/names.hpp"
#include "matrix/object_reader.hpp"
#include "matrix/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace fairway {

namespace {

using nlohmann::json;

constexpr std::uint64_t longest_duration_ms = 366ull * 86400 * 1000;
constexpr std::uint64_t longest_interval_s = 7 * 86400;
constexpr std::uint64_t most_ports = 65535;
constexpr std::uint64_t most_counted = 100'000'000; // in a summary

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

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// "2026-11-23T14:41:30Z" in form.
bool is_utc_time(std::string_view text) {
    static constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    return std::equal(text.begin(), text.end(), form.begin(), form.end(),
                      [](char c, char f) { return f == 'd' ? c >= '0' && c <= '9' : c == f; }) &&
           is_iso_date(text.substr(0, 10));
}

bool is_run_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

const std::string none;

// What is wrong with a value goes to the list of problems; the value then is empty.

/// Any text of at most `most` bytes.
const std::string& read_any(const json& value, const place& there, std::size_t most, problem_list& problems) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr)
        problems.add(there.pointer(), "expected a text, found " + describe(value));
    else if (text->size() > most)
        problems.add(there.pointer(),
                     "has " + std::to_string(text->size()) + " bytes; at most " + std::to_string(most) + " are read");
    else
        return *text;
    return none;
}

/// One line, not empty.
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

/// An object whose keys must be there.
class object {
  public:
    object(const json& value, const place& at, problem_list& problems)
        : value_(value.is_object() ? &value : nullptr), at_(at), problems_(problems) {
        if (value_ == nullptr) problems_.add(at_.pointer(), "expected an object, found " + describe(value));
    }

    place at(std::string_view key) const { return {&at_, key, 0}; }
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

    const std::string& text(std::string_view key) const { return text_of(key, get(key)); }
    const std::string& text_or_null(std::string_view key) const { return text_of(key, get_or_null(key)); }
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
        const auto parsed = text ? parse(*text) : std::nullopt;
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
    const std::string& text_of(std::string_view key, const json* value) const {
        return value ? read_any(*value, at(key), report_limits::text, problems_) : none;
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

/// What two reports have to say alike to be the same. Each text has its length in front: none can pose as two.
class essence {
  public:
    essence& operator<<(std::string_view text) {
        number(text.size());
        text_ += ':';
        text_ += text;
        return *this;
    }
    essence& operator<<(const std::optional<std::uint64_t>& n) {
        if (n) number(*n);
        text_ += '.';
        return *this;
    }
    essence& operator<<(const std::vector<std::string>& texts) {
        *this << std::optional<std::uint64_t>(texts.size());
        for (const auto& one : texts)
            *this << std::string_view(one);
        return *this;
    }
    std::string take() && { return std::move(text_); }

  private:
    void number(std::uint64_t n) {
        char digits[20];
        text_.append(digits, std::to_chars(std::begin(digits), std::end(digits), n).ptr);
    }

    std::string text_;
};

std::string_view yes_or_no(bool yes) {
    return yes ? "yes" : "no";
}

/// Of things whose order and number say nothing.
std::vector<std::string> as_set(std::vector<std::string> things) {
    std::sort(things.begin(), things.end());
    things.erase(std::unique(things.begin(), things.end()), things.end());
    return things;
}

class part_reader {
  public:
    /// `details`: the findings as they stand in the text.
    part_reader(problem_list& problems, const std::vector<std::string_view>& details)
        : problems_(problems), details_(details) {}

    reported_part read(const json& document) {
        const place whole;
        const object in(document, whole, problems_);
        reported_part p;
        in.get("schema");
        p.run_id = in.name("run_id");
        if (!p.run_id.empty() && !is_run_id(p.run_id))
            in.expected("1 to 64 letters, digits or \"-\"", "run_id", *in.find("run_id"));
        p.parts = static_cast<unsigned>(in.number("parts", 1, report_limits::parts));
        p.part = static_cast<unsigned>(in.number("part", 1, report_limits::parts));
        if (p.part > p.parts)
            in.expected("at most " + std::to_string(p.parts) + ", the parts", "part", *in.find("part"));
        p.fairway = in.name("fairway");
        p.host = in.name("host");
        p.stand_in_for = in.name_or_null("stand_in_for");
        p.roles = in.names("roles", report_limits::roles);
        p.phase = in.word("phase", "\"onboarding\" or \"operation\"", parse_phase).value_or(p.phase);
        p.complete = in.flag("complete");
        if (const auto* value = in.get("matrix")) {
            const object matrix(*value, in.at("matrix"), problems_);
            p.matrix_id = matrix.name("id");
            p.matrix_version = matrix.name("version");
        }
        p.started_at = in.name("started_at");
        if (!p.started_at.empty() && !is_utc_time(p.started_at))
            in.expected("a time such as \"2026-11-23T14:41:30Z\"", "started_at", *in.find("started_at"));
        p.duration_ms = in.number("duration_ms", 0, longest_duration_ms);
        p.interval_s = static_cast<std::uint32_t>(in.number_or_null("interval_s", longest_interval_s).value_or(0));
        if (const auto* value = in.get("summary")) {
            const object counts(*value, in.at("summary"), problems_);
            p.counts = {counts.number("pass", 0, most_counted), counts.number("warn", 0, most_counted),
                        counts.number("unknown", 0, most_counted), counts.number("fail", 0, most_counted),
                        counts.number("skip", 0, most_counted)};
        }
        in.each("not_probed", report_limits::findings, [&](const json& one, const place& there) {
            const object skipped(one, there, problems_);
            skipped.name("flow", report_limits::flow);
            skipped.name_or_null("target");
            if (skipped.name("why") == to_string(skip_reason::needs_config)) ++p.unseen;
            skipped.text("text");
        });
        in.each("notes", report_limits::findings,
                [this](const json& one, const place& there) { read_any(one, there, report_limits::text, problems_); });
        if (p.part == p.parts)
            p.targets = in.names("targets", report_limits::targets);
        else if (p.part < p.parts && in.find("targets") != nullptr)
            in.fail("targets", "only the last part has it");
        in.each("findings", report_limits::findings,
                [&](const json& one, const place& there) { p.findings.push_back(read_finding(one, there)); });
        if (!problems_.empty()) return p;

        p.not_probed = in.find("not_probed")->dump();
        p.notes = in.find("notes")->dump();
        essence e;
        e << p.host << p.stand_in_for << p.roles << to_string(p.phase) << p.matrix_id << p.matrix_version
          << p.targets.value_or(std::vector<std::string>()) << p.not_probed;
        p.essence = std::move(e).take();
        return p;
    }

  private:
    reported_finding read_finding(const json& value, const place& there) {
        const object in(value, there, problems_);
        reported_finding f;
        f.flow = in.name("flow", report_limits::flow);
        f.from = in.name("from");
        f.to = in.name("to");
        f.target = in.name("target");
        f.installed = in.word("state_of_target", "\"planned\" or \"installed\"", parse_installed).value_or(true);
        f.protocol = to_string(in.word("protocol", "\"tcp\" or \"udp\"", parse_protocol).value_or(protocol::tcp));
        f.ports = in.name("ports", report_limits::text);
        f.required = in.flag("required");
        f.finding = kind(in).value_or(f.finding);
        f.outcome = outcome_in(in).value_or(f.outcome);
        f.text = in.text("text");
        f.advice = in.text_or_null("advice");
        f.question = in.text_or_null("question");
        f.purpose = in.text("purpose");

        essence e;
        e << f.flow << f.target << f.ports << yes_or_no(f.installed) << yes_or_no(f.required) << to_string(f.finding)
          << to_string(f.outcome);
        const auto* why = in.get_or_null("accepted");
        f.accepted = why != nullptr;
        e << yes_or_no(f.accepted);
        if (why) {
            const object acceptance(*why, in.at("accepted"), problems_);
            e << acceptance.text("reason") << acceptance.name("until");
        }
        e << f.question;
        const bool sampled = is_sampled(in);
        std::vector<std::string> addresses;
        in.each("addresses", report_limits::findings,
                [&](const json& one, const place& at) { addresses.push_back(read_address(one, at, sampled)); });
        e << as_set(std::move(addresses)); // a name server gives them in any order
        if (!sampled) e << f.text << f.advice;
        if (!problems_.empty()) return f;

        if (!told_.insert(f.flow + '\n' + f.target).second)
            problems_.add(there.pointer(),
                          "the flow " + in_quotes(f.flow) + " to " + in_quotes(f.target) + " is given twice");
        f.detail = details_.at(there.index);
        if (f.detail.size() > report_limits::detail)
            problems_.add(there.pointer(), "has " + std::to_string(f.detail.size()) + " bytes; at most " +
                                               std::to_string(report_limits::detail) + " are read");
        f.essence = std::move(e).take();
        return f;
    }

    /// Scheduled runs take other ports of a long range each time: which ones, and what was said of them, is no change.
    bool is_sampled(const object& finding) {
        const auto* value = finding.get("coverage");
        if (value == nullptr) return false;
        const object coverage(*value, finding.at("coverage"), problems_);
        return coverage.number("probed", 0, most_ports) != coverage.number("of", 0, most_ports);
    }

    std::string read_address(const json& value, const place& there, bool sampled) {
        const object in(value, there, problems_);
        essence e;
        e << in.name_or_null("address") << in.name_or_null("source") << word_of(kind(in)) << word_of(outcome_in(in))
          << in.number_or_null("hops", 255);
        std::vector<std::string> spans;
        in.each("spans", most_ports,
                [&](const json& one, const place& at) { spans.push_back(read_span(one, at, sampled)); });
        e << (sampled ? as_set(std::move(spans)) : spans);
        const auto& path_end = in.text_or_null("path_end");
        if (!sampled) e << path_end;
        return std::move(e).take();
    }

    std::string read_span(const json& value, const place& there, bool sampled) {
        const object in(value, there, problems_);
        essence e;
        e << word_of(kind(in)) << word_of(outcome_in(in)) << in.name("state") << in.name("reason")
          << in.name("evidence") << in.name_or_null("answered_by") << in.name_or_null("on_way");
        if (const auto* icmp_value = in.get_or_null("icmp")) {
            const object icmp(*icmp_value, in.at("icmp"), problems_);
            e << icmp.number("version", 4, 6) << icmp.number("type", 0, 255) << icmp.number("code", 0, 255);
        } else {
            e << std::nullopt;
        }
        e << in.text_or_null("identity");
        if (const auto* tls_value = in.get_or_null("tls")) {
            const object tls(*tls_value, in.at("tls"), problems_);
            e << tls.name("sha256") << tls.name_or_null("not_after");
        } else {
            e << std::nullopt;
        }
        const auto& ports = in.name("ports", report_limits::text);
        if (!sampled) e << ports;
        return std::move(e).take();
    }

    static std::optional<bool> parse_installed(std::string_view word) {
        if (word == "installed") return true;
        if (word == "planned") return false;
        return std::nullopt;
    }

    static std::optional<finding_kind> kind(const object& in) {
        return in.word("finding", "the word of a finding", parse_finding_kind);
    }
    static std::optional<outcome> outcome_in(const object& in) {
        return in.word("outcome", "\"pass\", \"warn\", \"unknown\", \"fail\" or \"skip\"", parse_outcome);
    }
    template <class Enum>
    static std::string_view word_of(std::optional<Enum> value) {
        return value ? to_string(*value) : std::string_view();
    }

    problem_list& problems_;
    const std::vector<std::string_view>& details_;
    std::unordered_set<std::string> told_; ///< flows and targets
};

} // namespace

read_result<reported_part> read_reported_part(std::string_view text) {
    static const std::string file = "report";
    const json_limits limits{.bytes = report_limits::bytes,
                             .depth = report_limits::depth,
                             .comments = false,
                             .values = report_limits::values};
    std::vector<std::string_view> details;
    const auto document = parse_json(text, file, limits, "findings", details);
    if (!document) return {std::nullopt, document.problems};
    problem_list problems(file);
    if (!is_of_schema(*document.value, "fairway-report/1", problems)) return {std::nullopt, std::move(problems).take()};
    auto part = part_reader(problems, details).read(*document.value);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(part), {}};
}

} // namespace fairway
