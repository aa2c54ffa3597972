#pragma once

#include "collector/api/application.hpp"
#include "collector/http/server.hpp"

#include <memory>
#include <string>

namespace fairway::collector {

/// Server, API and store put together: what `serve` runs.
class running_collector {
  public:
    struct settings {
        std::string name;                           ///< that people and probers know it by
        std::vector<trusted_authority> authorities; ///< the one in use first; at least one
        http_limits limits;
        std::size_t bytes_in_flight = 256 * 1024 * 1024; ///< of bodies, at a time
        std::size_t most_waiting = 8192;                 ///< requests, for a thread
        std::function<wall_time()> now = std::chrono::system_clock::now;
        std::function<steady_time()> moment = std::chrono::steady_clock::now;
    };

    /// `s` outlives it. Throws std::runtime_error if the identity is unusable.
    running_collector(store& s, const tls_identity& identity, settings chosen);
    ~running_collector();

    /// As http_server.
    std::uint16_t listen(const std::string& address, std::uint16_t port, bool tls);

    /// After the last listen(). `url`: where probers find it.
    void start(const std::string& url);

    /// New connections see this certificate from now on.
    void use(const tls_identity& identity) { server_.use(identity); }

    // What it shares with whoever keeps house; thread-safe.
    notice_board& notices() { return notices_; }
    heard_probers& heard() { return heard_; }
    authority_list& authorities() { return authorities_; }

    /// Ends it; requests in flight get at most that long. What was acknowledged is in the store.
    void stop(std::chrono::milliseconds at_most);

  private:
    store& store_;
    settings settings_;
    notice_board notices_;
    heard_probers heard_;
    authority_list authorities_;
    byte_budget budget_;
    std::unique_ptr<application> application_;
    http_server server_;
};

} // namespace fairway::collector
