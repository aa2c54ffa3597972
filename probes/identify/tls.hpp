#pragma once

#include "matrix/observation.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::identify {

/// What all TLS conversations of a run share: the protocol versions (1.2 and up), and the certificate
/// authorities (CAs) that this machine trusts.
class tls_settings {
  public:
    /// `roots_file`: CA certificates in PEM, trusted instead of the system's; empty: the system's.
    explicit tls_settings(const std::string& roots_file = {});
    ~tls_settings();
    tls_settings(const tls_settings&) = delete;
    tls_settings& operator=(const tls_settings&) = delete;

    /// False: nothing says which CAs this machine trusts, so no chain can be judged.
    bool has_roots() const;

  private:
    friend class tls_client;
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// The client's side of one TLS connection, without a socket: bytes in, bytes out. It completes the
/// handshake whatever the certificate is, because it is there to see it; what is wrong with it is in facts(). Nothing
/// private is ever sent through it.
class tls_client {
  public:
    /// `server_name`: a name (sent as SNI) or an address. `settings` must outlive the client.
    tls_client(const tls_settings& settings, const std::string& server_name);
    ~tls_client();
    tls_client(const tls_client&) = delete;
    tls_client& operator=(const tls_client&) = delete;

    enum class stage {
        handshake,    ///< not yet done
        established,  ///< and still open for reading
        closed,       ///< the server ended TLS properly
        refused,      ///< the server speaks TLS, and sent an alert
        not_followed, ///< what arrived is not TLS, or TLS that cannot be followed
    };
    stage at() const { return at_; }

    /// refused: the alert in words; not_followed: why not.
    const std::string& problem() const { return problem_; }

    /// refused: because it knows no version of TLS that is new enough.
    bool is_old() const { return old_; }

    /// Bytes from the server; empty to begin. Call take_outgoing() afterwards.
    void receive(std::string_view bytes);

    /// Plain text to the server; once established.
    void send(std::string_view text);

    /// Tells the server that this side has nothing more to send.
    void shut_down();

    /// What has to go to the server now.
    std::string take_outgoing();

    /// All plain text received, at most a few bytes more than `longest_answer`.
    const std::string& received() const { return received_; }

    /// Null before the server's certificate has arrived.
    std::shared_ptr<const tls_facts> facts() const;

  private:
    void step();
    void fail();

    struct parts;
    std::unique_ptr<parts> parts_;
    stage at_ = stage::handshake;
    std::string problem_;
    bool old_ = false;
    std::string received_;
};

/// The CRL and OCSP addresses (http) in the certificates of a PEM text or of one DER certificate; nothing if there
/// is no certificate in it.
std::optional<std::vector<std::string>> revocation_addresses(std::string_view certificates);

/// Host and port of an http or https URL.
struct url_host {
    std::string host;
    std::optional<std::uint16_t> port; ///< if the URL names one
};
std::optional<url_host> host_of_url(std::string_view url);

} // namespace fairway::identify
