#pragma once

#include "support/utc_time.hpp"

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace fairway::collector {

/// Slows down guessing: at most that many failed attempts in that time from each address; an IPv6 /64 counts as one
/// address. An attempt counts as failed until succeeded() is called, so a hundred at the same time cannot get around
/// it. Bounded in memory; thread-safe.
class attempt_limiter {
  public:
    explicit attempt_limiter(std::size_t most = 5, std::chrono::seconds within = std::chrono::minutes(1),
                             std::size_t addresses = 65'536);

    /// Nothing: go ahead. Otherwise, how long to wait.
    std::optional<std::chrono::seconds> begin(const std::string& address, wall_time now);

    /// The latest attempt from there was not a guess.
    void succeeded(const std::string& address);

  private:
    void forget_old(wall_time now);

    const std::size_t most_;
    const std::chrono::seconds within_;
    const std::size_t addresses_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::deque<wall_time>> attempts_;
};

/// The part of an address that counts as one sender: an IPv4 address, or the network of an IPv6 address.
std::string sender_of(const std::string& address);

} // namespace fairway::collector
