#pragma once

#include "collector/attempt_limiter.hpp"

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fairway::collector {

/// Where people have logged in before. They go first when somebody else fills the line with guesses, and guesses of
/// others do not count against them; they still need the password. Thread-safe.
class known_devices {
  public:
    /// `key`: a secret. Whoever has it can only jump the queue.
    explicit known_devices(std::string key) : key_(std::move(key)) {}

    /// What a browser keeps of a successful login as `account`: "DEVICE.MAC", both hexadecimal.
    std::string make_mark(const std::string& account) const;

    /// The device that a mark is of, where it was made for this account; nothing for anything else.
    std::optional<std::string> device_in(std::string_view mark, const std::string& account) const;

    /// The account has been logged in from there: for tools that keep no cookies. The last 4,096 are remembered, until
    /// the program ends.
    void remember(const std::string& account, const std::string& sender);
    bool is_known(const std::string& account, const std::string& sender) const;

  private:
    std::string mac_of(std::string_view device, const std::string& account) const;

    const std::string key_;
    mutable std::mutex mutex_;
    std::list<std::string> recent_; ///< newest first
    std::unordered_map<std::string, std::list<std::string>::iterator> places_;
};

} // namespace fairway::collector
