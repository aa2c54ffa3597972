#include "collector/api/report.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/body.hpp"
#include "matrix/report_reader.hpp"
#include "support/gzip.hpp"
#include "support/secret.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace fairway::collector {

namespace {

// A spool keeps a week; what claims to be much older has a broken clock.
constexpr std::int64_t oldest = 100L * 366 * 24 * 3600;

/// The number in a header; nothing if it is absent or not a number: these headers are hints, no reason to refuse.
std::optional<std::int64_t> number(const http_request& request, std::string_view name) {
    const auto text = request.header(name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

} // namespace

std::variant<incoming_part, http_response> read_report(const call& c, const std::function<bool(std::size_t)>& hold) {
    if (!is_said_to_be_json(c.request)) return error_answer(415, "Content-Type: expected application/json");
    std::string_view json = c.request.body;
    std::string inflated;
    const auto encoding = c.request.header("Content-Encoding");
    if (encoding == "gzip") {
        bool too_large = false;
        auto whole = gunzip(json, most_inflated, &too_large);
        if (too_large)
            return error_answer(413, "the report is larger than " + std::to_string(most_inflated) +
                                         " bytes when decompressed");
        if (!whole) return error_answer(400, "the body is not valid gzip");
        if (!hold(whole->size()))
            return retry_answer(503, "the collector is receiving too much right now", std::chrono::seconds(5));
        inflated = std::move(*whole);
        json = inflated;
    } else if (!encoding.empty() && encoding != "identity")
        return error_answer(415, "Content-Encoding: expected gzip or none");
    auto read = read_reported_part(json);
    if (!read) {
        // A syntax error is located by line, anything else by its place in the document.
        const bool no_json = !read.problems.empty() && read.problems.front().pointer.starts_with("line ");
        return error_answer(no_json ? 400 : 422,
                            no_json ? "the body is not valid JSON" : "the body is not a valid fairway-report/1",
                            read.problems);
    }
    incoming_part in;
    in.prober = c.who.prober;
    in.part = std::move(*read.value);
    in.received_at = c.now;
    in.age = std::chrono::seconds(std::min(number(c.request, "Fairway-Report-Age").value_or(0), oldest));
    in.prober_clock = number(c.request, "Fairway-Clock");
    in.spool = static_cast<std::uint64_t>(number(c.request, "Fairway-Spool").value_or(0));
    in.dropped = static_cast<std::uint64_t>(number(c.request, "Fairway-Dropped").value_or(0));
    if (const auto boot = c.request.header("Fairway-Boot"); is_hex(boot, 32)) in.boot = boot;
    in.from = c.request.address;
    return in;
}

http_response report_answer(const ingested& kept, const std::vector<trusted_authority>& authorities) {
    switch (kept.outcome) {
    case ingested::result::unknown_prober: return error_answer(401, "the credential is unknown");
    case ingested::result::revoked: return error_answer(403, "this prober was revoked");
    case ingested::result::stored:
    case ingested::result::duplicate:
    case ingested::result::outdated: break;
    }
    auto fingerprints = nlohmann::ordered_json::array();
    for (const auto& a : authorities)
        fingerprints.push_back(a.sha256);
    return json_answer({{"stored", true},
                        {"duplicate", kept.outcome == ingested::result::duplicate},
                        {"outdated", kept.outcome == ingested::result::outdated},
                        {"changed", kept.changed},
                        {"transitions", kept.transitions.size()},
                        {"shared_with", machines_json(kept.shared_with)},
                        {"authorities", std::move(fingerprints)}});
}

} // namespace fairway::collector
