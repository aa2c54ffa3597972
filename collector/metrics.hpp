#pragma once

#include "collector/notices.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairway::collector {

/// What the collector counts about itself. Thread-safe; counting never blocks.
class metrics {
  public:
    /// `routes`: what requests are counted by, e.g. "/api/v1/reports"; the last stands for everything else.
    explicit metrics(std::vector<std::string> routes);

    void answered(std::size_t route, unsigned status, std::chrono::steady_clock::duration took);

    std::atomic<std::uint64_t> reports_stored{0}, reports_duplicate{0}, reports_outdated{0}, reports_unreadable{0},
        reports_too_large{0}, reports_not_kept{0}, reports_revoked{0};
    std::atomic<std::uint64_t> logins_right{0}, logins_wrong{0}, logins_limited{0}, logins_not_tried{0};
    std::atomic<std::uint64_t> transitions{0};
    std::atomic<std::uint64_t> store_errors{0};
    std::atomic<std::uint64_t> commits{0};

    /// What others know at the time of the scrape.
    struct gauges {
        std::size_t connections = 0, bytes_in_flight = 0, writer_queue = 0;
        std::optional<std::uint64_t> probers, stale_probers; ///< empty: the store failed
        notice_board::ends certificates;
        std::vector<std::string> notices; ///< kinds that stand
    };
    /// All of it in the Prometheus text format.
    std::string exposition(const gauges& g) const;

  private:
    static constexpr std::array<double, 6> bounds{0.005, 0.025, 0.1, 0.5, 2.5, 10}; ///< seconds
    struct route {
        std::array<std::atomic<std::uint64_t>, 5> by_class{}; ///< 1xx to 5xx
        std::array<std::atomic<std::uint64_t>, bounds.size() + 1> by_time{};
        std::atomic<std::uint64_t> microseconds{0};
    };
    std::vector<std::string> names_;
    std::vector<route> routes_;
};

} // namespace fairway::collector
