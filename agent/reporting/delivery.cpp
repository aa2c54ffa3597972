#include "agent/reporting/delivery.hpp"

#include "agent/reporting/authorities.hpp"
#include "support/secret.hpp"
#include "text/json_text.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace fairway {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using verdict = judgment::verdict;

/// Machines that start together after a power failure are spread over so long.
constexpr milliseconds start_spread{10'000};

bool says_stored(const std::string& body) {
    const auto json = parse_json(body, "answer");
    if (!json || !json.value->is_object()) return false;
    const auto stored = json.value->find("stored");
    return stored != json.value->end() && stored->is_boolean() && stored->get<bool>();
}

std::string printable_text(const nlohmann::json& of, const char* name) {
    const auto text = of.find(name);
    if (text == of.end() || !text->is_string()) return "?";
    const auto quoted = in_quotes(text->get_ref<const std::string&>());
    return quoted.substr(1, quoted.size() - 2);
}

std::vector<std::string> shared_with(const std::string& body) {
    constexpr std::size_t most = 8;
    std::vector<std::string> others;
    const auto json = parse_json(body, "answer");
    if (!json || !json.value->is_object()) return others;
    const auto list = json.value->find("shared_with");
    if (list == json.value->end() || !list->is_array()) return others;
    for (const auto& one : *list)
        if (one.is_object() && others.size() < most)
            others.push_back(printable_text(one, "host") + " (" + printable_text(one, "address") + ")");
    return others;
}

/// The fingerprints that a collector names; empty unless all of them are some.
std::string authorities_named(const std::string& body) {
    const auto json = parse_json(body, "answer");
    if (!json || !json.value->is_object()) return {};
    const auto list = json.value->find("authorities");
    if (list == json.value->end() || !list->is_array() || list->size() > most_authorities) return {};
    std::vector<std::string> all;
    for (const auto& one : *list) {
        if (!one.is_string() || !is_hex(one.get_ref<const std::string&>(), 64)) return {};
        all.push_back(one.get<std::string>());
    }
    std::sort(all.begin(), all.end());
    std::string text;
    for (const auto& f : all)
        text += (text.empty() ? "" : ",") + f;
    return text;
}

std::string because(const std::string& body) {
    const auto error = error_in(body);
    return error.empty() ? "" : ": " + error;
}

std::string numbered(std::string words, unsigned status) {
    return std::move(words) + " (" + std::to_string(status) + ")";
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form of a date that a server may send (RFC 9110 §5.6.7).
std::optional<wall_time> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::string_view shape = "Sun, 06 Nov 1994 08:49:37 GMT";
    if (text.size() != shape.size() || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return std::nullopt;
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    if (month == months.end()) return std::nullopt;
    const auto number = static_cast<int>(month - months.begin()) + 1;
    const std::string iso = std::string(text.substr(12, 4)) + (number < 10 ? "-0" : "-") + std::to_string(number) +
                            "-" + std::string(text.substr(5, 2)) + "T" + std::string(text.substr(17, 8)) + "Z";
    return parse_utc_time(iso);
}

} // namespace

std::string error_in(const std::string& body) {
    const auto json = parse_json(body, "answer");
    if (!json || !json.value->is_object()) return {};
    const auto error = json.value->find("error");
    if (error == json.value->end() || !error->is_string()) return {};
    const auto quoted = in_quotes(error->get_ref<const std::string&>());
    return quoted.substr(1, quoted.size() - 2);
}

judgment judge_report_answer(const http_answer& answer, wall_time now) {
    const auto why = because(answer.body);
    switch (answer.status) {
    case 0: return {verdict::again, answer.error};
    case 200:
        if (says_stored(answer.body))
            return {verdict::stored, "", {}, shared_with(answer.body), authorities_named(answer.body)};
        return {verdict::again, "the answer is not from a collector: 200, but it does not confirm the report. "
                                "Is something else answering in its place?"};
    case 400:
    case 413:
    case 422: return {verdict::refuse, numbered("the collector rejects this report", answer.status) + why};
    case 401:
        return {verdict::locked, "the collector does not know this prober's credential (401)" + why +
                                     "; enroll it again with a new token, see `fairway enroll --help`"};
    case 403:
        return {verdict::locked, "the collector refuses this prober (403)" + why +
                                     "; if it was revoked by mistake, enroll it again with a new token"};
    default: break;
    }
    judgment j{verdict::again, "", parse_retry_after(answer.retry_after, now)};
    if (answer.status == 429)
        j.words = "the collector is asking us to slow down (429)" + why;
    else if (answer.status == 408)
        j.words = "the report did not reach the collector in time (408)" + why;
    else if (answer.status >= 500 && answer.status <= 599)
        j.words = numbered("the collector cannot store reports right now", answer.status) + why;
    else
        j.words = numbered("the answer is not from a collector", answer.status) + why +
                  "; is fairway-collector running at this address?";
    return j;
}

std::optional<seconds> parse_retry_after(std::string_view value, wall_time now) {
    if (value.empty()) return std::nullopt;
    if (std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        std::uint32_t number = 0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
        return read.ec == std::errc() ? std::min(seconds(number), longest_retry_after) : longest_retry_after;
    }
    const auto date = parse_http_date(value);
    if (!date) return std::nullopt;
    return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds(0), longest_retry_after);
}

milliseconds back_off(unsigned failures, double random) {
    milliseconds longest = longest_back_off;
    // From 2^9 on it is more than that anyway.
    if (failures <= 9) longest = std::min(longest, milliseconds(1000) * (1 << (failures == 0 ? 0 : failures - 1)));
    return milliseconds(std::llround(static_cast<double>(longest.count()) * std::clamp(random, 0.0, 1.0)));
}

delivery::delivery(std::function<double()> random, bool left_over, time now) : random_(std::move(random)), next_(now) {
    if (left_over) next_ += milliseconds(std::llround(static_cast<double>(start_spread.count()) * random_()));
}

milliseconds delivery::wait(time now) const {
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(next_ - now));
}

void delivery::heard(const judgment& j, time now) {
    switch (j.what) {
    case verdict::stored:
    case verdict::refuse:
        failures_ = 0;
        next_ = now;
        return;
    case verdict::locked:
        // Only a person can mend it.
        failures_ = std::max(failures_ + 1, 10U);
        break;
    case verdict::again: ++failures_; break;
    }
    // All who were told the same time to come back would come back together: the random part comes on top.
    next_ = now + back_off(failures_, random_()) + j.wait.value_or(seconds(0));
}

void delivery::forget_failures(time now) {
    failures_ = 0;
    next_ = now;
}

} // namespace fairway
