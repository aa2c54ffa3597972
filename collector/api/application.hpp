#pragma once

#include "collector/api/call.hpp"
#include "collector/api/route.hpp"
#include "collector/http/limits.hpp"
#include "collector/http/message.hpp"
#include "collector/metrics.hpp"
#include "collector/workers.hpp"
#include "collector/writer.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
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

/// The API on top of a store: who may do what, and on which thread it is done. Thread-safe.
class application {
  public:
    /// `s` and `budget` outlive it.
    application(store& s, byte_budget& budget, application_settings settings);
    /// Finishes what the store is doing; requests that still wait get no answer.
    ~application();
    application(const application&) = delete;
    application& operator=(const application&) = delete;

    /// For the HTTP server.
    std::shared_ptr<http_exchange> begin(http_request head);

  private:
    class exchange;

    http_response store_failed(const std::string& why);
    void check_ready();
    void next_events(const std::string& session, std::int64_t after, std::function<void(event_batch)> done);
    std::pair<std::uint64_t, std::uint64_t> count_probers(); ///< all, and those that are stale
    std::string metrics_text();

    store& store_;
    byte_budget& budget_;
    application_settings settings_;
    attempt_limiter logins_, enrollments_;
    shared_overview overviews_;
    services services_;
    metrics metrics_;

    std::mutex mutex_; ///< of what follows
    wall_time last_complaint_{};
    wall_time checked_at_{};
    std::string not_ready_; ///< why the store was not writable; empty: it was

    std::mutex counting_; ///< of what follows
    wall_time counted_at_{};
    std::pair<std::uint64_t, std::uint64_t> counted_;

    // They go first: what they do needs all of the above.
    writer writer_;
    workers for_people_;
    workers for_probers_;
    workers slow_;
};

/// What is new after a cursor for the owner of a session; over where that session is.
event_batch events_after(store& s, const std::string& session_sha256, std::int64_t after, wall_time now);

} // namespace fairway::collector
