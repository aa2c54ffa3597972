#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::test {

/// What a server answered.
struct reply {
    unsigned status = 0;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
    std::vector<std::string> cookies; ///< as Set-Cookie has them

    /// "NAME=VALUE" of a cookie that is set; empty: none of that name.
    std::string cookie(const std::string& name) const {
        for (const auto& c : cookies)
            if (c.starts_with(name + "=")) return c.substr(0, c.find(';'));
        return {};
    }
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

/// The other side has closed, or said nothing for ten seconds.
struct no_answer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A client that shares no code with the server: a blocking socket, OpenSSL, and HTTP/1.1 by hand.
class client {
  public:
    struct tls {
        std::string ca_pem;                                           ///< the only authority that is trusted
        int only_version = 0;                                         ///< e.g. TLS1_1_VERSION; 0: any
        std::optional<std::chrono::system_clock::time_point> clock{}; ///< by which it judges; nothing: this machine's
    };
    /// To 127.0.0.1. Without `how`: plain TCP. Throws no_answer where no connection or no TLS comes about.
    client(std::uint16_t port, const std::optional<tls>& how);
    ~client();
    client(client&&) noexcept;
    client(const client&) = delete;

    void send(std::string_view bytes);
    reply receive();
    reply ask(const std::string& method, const std::string& target, const std::vector<std::string>& headers = {},
              std::string_view body = {});
    /// Whatever comes up to and with `end`.
    std::string receive_until(std::string_view end);
    /// Waits until the other side ends it; false: that long has passed.
    bool is_closed(std::chrono::milliseconds patience = std::chrono::seconds(10));
    std::string tls_version() const;

  private:
    struct state;
    std::size_t read_some(); ///< 0: closed
    std::unique_ptr<state> state_;
    std::string received_;
};

} // namespace fairway::test
