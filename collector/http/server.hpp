#pragma once

#include "collector/http/limits.hpp"
#include "collector/http/message.hpp"
#include "collector/http/tls_identity.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace fairway::collector {

/// An HTTP/1.1 server over TLS (1.3, or 1.2 with AEAD ciphers), and over plain TCP for loopback addresses. One thread
/// does all I/O and never waits for an application.
class http_server {
  public:
    /// `budget` and `application` outlive the server. Throws std::runtime_error if the identity is unusable.
    http_server(const tls_identity& identity, const http_limits& limits, byte_budget& budget,
                http_application application);
    ~http_server();
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    /// Listens on a numeric address; port 0: any. Returns the port. Before start(). Throws std::runtime_error.
    std::uint16_t listen(const std::string& address, std::uint16_t port, bool tls);

    void start();

    /// New connections get this certificate from now on. Thread-safe.
    void use(const tls_identity& identity);

    /// There may be new events: listeners get them soon. Thread-safe, cheap.
    void wake_event_streams();

    /// Stops listening, ends idle connections and event streams, gives requests in flight at most that long, and joins
    /// the thread. Afterwards nothing of the server runs.
    void stop(std::chrono::milliseconds at_most);

    std::size_t connections() const; ///< open now; thread-safe

  private:
    class engine;
    std::unique_ptr<engine> engine_;
};

} // namespace fairway::collector
