#pragma once

#include "support/utc_time.hpp"

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

/// What an administrator has to know of the collector itself, and do about it.
struct notice {
    std::string kind; ///< one of notice_kinds
    std::string text;
    std::string advice;
};
inline constexpr std::array<std::string_view, 4> notice_kinds{"clock", "certificate", "ca", "ca-roll-over"};

/// The notices that stand at the moment, for the log, the API, the dashboard and metrics. Thread-safe.
class notice_board {
  public:
    /// In the place of one of its kind. Logged if there was none.
    void put(const notice& n);
    /// There is nothing of that kind (any more).
    void take_down(std::string_view kind);
    std::vector<notice> all() const; ///< in the order of notice_kinds

    /// When certificates end.
    struct ends {
        std::optional<wall_time> authority, server;
    };
    void put_ends(const ends& e);
    ends when_certificates_end() const;

  private:
    mutable std::mutex mutex_;
    std::vector<notice> standing_;
    ends ends_;
};

} // namespace fairway::collector
