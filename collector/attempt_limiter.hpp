#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace fairway::collector {

/// A clock that nobody can set: what is counted by the minute must not stop for a day because the date was wrong.
using steady_time = std::chrono::steady_clock::time_point;

/// Slows down guessing: at most that many failed attempts in that time from each of whoever it is told to tell apart.
/// An attempt counts as failed until take_back() is called, so a hundred at the same time cannot get around it. Bounded
/// in memory; thread-safe.
class attempt_limiter {
  public:
    explicit attempt_limiter(std::size_t most = 5, std::chrono::seconds within = std::chrono::minutes(1),
                             std::size_t most_known = 65'536);

    /// Nothing: go ahead. Otherwise, how long to wait: from 1 s to `within`.
    std::optional<std::chrono::seconds> begin(const std::string& who, steady_time now);

    /// The latest attempt of theirs was no failure: it succeeded, or nobody has looked at it.
    void take_back(const std::string& who);

  private:
    void forget_old(steady_time now);

    const std::size_t most_;
    const std::chrono::seconds within_;
    const std::size_t most_known_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::deque<steady_time>> attempts_;
};

/// The part of an address that counts as one sender: an IPv4 address, or the network (/64) of an IPv6 address.
std::string sender_of(const std::string& address);

} // namespace fairway::collector
