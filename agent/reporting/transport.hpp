#pragma once

#include "agent/reporting/collector_url.hpp"
#include "agent/reporting/delivery.hpp"
#include "agent/reporting/trust.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fairway {

/// How long each step may take: what hangs must not keep the reports behind it waiting for ever.
struct transport_limits {
    std::chrono::milliseconds resolve{10'000};
    std::chrono::milliseconds connect{10'000};   ///< all addresses together
    std::chrono::milliseconds proxy{10'000};     ///< its answer to CONNECT
    std::chrono::milliseconds handshake{10'000}; ///< TLS
    std::chrono::milliseconds answer{60'000};    ///< from the first byte of the request to the last one of the answer;
                                                 ///< a collector gives a body 30 s and then waits for its disk
    std::size_t answer_bytes = 64 * 1024;
};

struct http_request {
    const char* method = "POST";
    std::string target; ///< "/api/v1/reports"
    std::string body;   ///< JSON goes compressed above 1 KiB
    std::vector<std::pair<std::string, std::string>> headers;
    std::string type = "application/json"; ///< of the body; any other goes as it is
};

/// One HTTPS connection to a collector or another server, made when it is needed and kept for the next request. Belongs
/// to one thread, but for interrupt().
class transport {
  public:
    /// Throws std::runtime_error if there is nothing to trust, or the proxy's URL is none.
    transport(const host_port& collector, const trust& whom, const proxy_settings& proxies,
              const transport_limits& limits = {});
    ~transport();
    transport(const transport&) = delete;
    transport& operator=(const transport&) = delete;

    /// Connects where it is not connected. Empty, or why it cannot, in words.
    std::string connect();

    /// Connects where it is not connected, asks, and reads the answer. Where a kept connection turns out to be gone it
    /// asks once more over a new one: every request that we make may be repeated.
    http_answer ask(const http_request& request);

    /// Ends the connection in an orderly way: a collector of ten thousand probers keeps no idle ones.
    void close();

    /// With a fingerprint, after connect(): the authority's certificate in PEM.
    const std::string& authority() const;

    /// After connect(), however it ended: the SHA-256 of the server's own certificate (64 lower-case hexadecimal
    /// digits); empty where none came.
    const std::string& shown() const;

    /// From any thread: what is under way ends now, and everything later at once.
    void interrupt();

  private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace fairway
