#pragma once

#include "support/utc_time.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What came of one HTTP request.
struct http_answer {
    unsigned status = 0; ///< 0: there was no answer; `error` says why
    std::string body;
    std::string retry_after;  ///< as the header was; empty: none
    std::string error;        ///< in words
    bool interrupted = false; ///< by ourselves: says nothing about the collector
};

/// What that means for the report that was sent.
struct judgment {
    enum class verdict : std::uint8_t {
        stored, ///< the collector has it for good
        refuse, ///< it will never take this one: set it aside, go on with the next
        again,  ///< later
        locked, ///< it does not let this prober in: later, and a person has to do something
    };
    verdict what = verdict::again;
    std::string words;                             ///< for people; empty if it is stored
    std::optional<std::chrono::seconds> wait = {}; ///< no sooner than that: the collector's own wish
    /// Of one that is stored: other machines that report with this identity, "web01 (10.0.0.7)"; printable and bounded.
    std::vector<std::string> shared_with = {};
    /// Of one that is stored: the CAs that the collector wants to be trusted, as fingerprints_of() writes them; empty:
    /// it did not say.
    std::string authorities = {};
};

/// `now`: for a Retry-After that is a date.
judgment judge_report_answer(const http_answer& answer, wall_time now);

/// What any collector says of an error: the "error" of its JSON, one line; empty if there is none.
std::string error_in(const std::string& body);

inline constexpr std::chrono::seconds longest_retry_after{3600};

/// Retry-After (RFC 9110 §10.2.3): seconds or a date, at most an hour. Nothing for anything else.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, wall_time now);

inline constexpr std::chrono::seconds longest_back_off{300};

/// How long to wait after so many failures in a row (from 1 on): full jitter, a random part of the longest wait.
/// `random` is from 0 to 1. Probers that failed together do not come back together.
std::chrono::milliseconds back_off(unsigned failures, double random);

/// When to send. One request at a time; the caller sends the oldest report whenever wait() is zero.
class delivery {
  public:
    using time = std::chrono::steady_clock::time_point;

    /// `random` gives numbers from 0 to 1. `left_over`: reports of an earlier start are waiting, so that there was an
    /// outage of some kind; perhaps of all machines at once, so that the first contact comes at a random time.
    delivery(std::function<double()> random, bool left_over, time now);

    /// Until the next request may begin; zero: now.
    std::chrono::milliseconds wait(time now) const;
    time next_try() const { return next_; }
    unsigned failures() const { return failures_; }

    /// After each answer. After one that shows a collector at work the next report may go at once.
    void heard(const judgment& j, time now);

    /// What was in the way is gone, as far as we know: a new identity.
    void forget_failures(time now);

  private:
    std::function<double()> random_;
    unsigned failures_ = 0;
    time next_;
};

} // namespace fairway
