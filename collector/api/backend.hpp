#pragma once

#include "collector/api/call.hpp"
#include "collector/api/store_health.hpp"
#include "collector/http/limits.hpp"
#include "collector/metrics.hpp"
#include "collector/workers.hpp"
#include "collector/writer.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace fairway::collector {

struct application_settings {
    std::string name;                         ///< as in services
    std::string url;                          ///< as in services
    std::string ca_fingerprint;               ///< as in services
    std::function<void()> on_events;          ///< after commits with transitions; any thread
    std::function<std::size_t()> connections; ///< open now, for /metrics
    std::size_t most_waiting = 8192;          ///< requests that wait for a thread; more get 503
    std::function<wall_time()> now = std::chrono::system_clock::now;
};

/// What all requests share: store, counters and threads. Its members are safe to use from any thread.
class backend {
  public:
    /// `s` and `held` outlive it.
    backend(store& s, byte_budget& held, application_settings chosen);
    backend(const backend&) = delete;
    backend& operator=(const backend&) = delete;

    /// The answer if the store fails; the failure is recorded.
    http_response store_failed(const std::string& why);
    /// Reads events on a thread for people, and calls `done` once.
    void next_events(const std::string& session, const std::string& after, std::function<void(event_batch)> done);

    store& kept;
    byte_budget& budget;
    const application_settings settings;

  private:
    std::string metrics_text();

    store_health health_;
    attempt_limiter logins_, enrollments_;
    shared_overview overviews_;

  public:
    services shared;
    metrics counters;
    // Destroyed first: their jobs use everything above.
    collector::writer writer;
    workers for_people, for_probers, slow;
};

} // namespace fairway::collector
