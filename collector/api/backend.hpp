#pragma once

#include "collector/api/call.hpp"
#include "collector/api/store_health.hpp"
#include "collector/heard_probers.hpp"
#include "collector/http/limits.hpp"
#include "collector/login_line.hpp"
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
    std::function<void()> on_events;          ///< after commits with transitions; any thread
    std::function<std::size_t()> connections; ///< open now, for /metrics
    std::size_t most_waiting = 8192;          ///< requests that wait for a thread; more get 503
    std::function<wall_time()> now = std::chrono::system_clock::now;
    std::function<steady_time()> moment = std::chrono::steady_clock::now;
};

/// What all requests share: store, counters and threads. Its members are safe to use from any thread.
class backend {
  public:
    /// All but the settings outlive it.
    backend(store& s, byte_budget& held, heard_probers& h, const authority_list& authorities,
            const notice_board& notices, application_settings chosen);
    backend(const backend&) = delete;
    backend& operator=(const backend&) = delete;

    /// The answer if the store fails; the failure is recorded.
    http_response store_failed(const std::string& why);
    /// Reads events on a thread for people, and calls `done` once.
    void next_events(const std::string& session, const std::string& after, std::function<void(event_batch)> done);

    store& kept;
    byte_budget& budget;
    heard_probers& heard;
    const application_settings settings;

  private:
    std::string metrics_text();
    void check_ready();
    void write_later(std::function<void(store&)> job);

    store_health health_;
    attempt_limits limits_;
    session_book sessions_;
    known_devices devices_;
    shared_overview overviews_;

  public:
    services shared;
    metrics counters;
    // Destroyed first: their jobs use everything above.
    collector::writer writer;
    login_line logins;
    workers for_people, for_probers, for_passwords;
};

} // namespace fairway::collector
