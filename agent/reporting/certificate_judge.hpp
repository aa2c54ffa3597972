#pragma once

#include "agent/reporting/trust.hpp"

#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>

namespace fairway {

/// Judges the chain that a server shows during the handshake, before anything is sent to it.
class certificate_judge {
  public:
    /// Throws std::runtime_error if there is no certificate in `whom.authority`, where that is what counts.
    certificate_judge(const trust& whom, const std::string& host);
    ~certificate_judge();
    certificate_judge(const certificate_judge&) = delete;
    certificate_judge& operator=(const certificate_judge&) = delete;

    /// All connections of the context obey this judge, which must outlive them: TLS 1.2 or later, this trust alone.
    void rule(SSL_CTX* context);
    /// One connection: which name it expects, and says it does (SNI).
    void expect_host(SSL* connection) const;

    const std::string& problem() const { return problem_; }     ///< of the last handshake, in words; empty: none
    const std::string& authority() const { return authority_; } ///< with a fingerprint: the certificate found, in PEM
    const std::string& shown() const { return shown_; } ///< SHA-256 of the server's own certificate; empty: none came

  private:
    static int judge(X509_STORE_CTX* store, void* self);
    int judge(X509_STORE_CTX* store);
    bool find_pinned(X509_STORE_CTX* store);
    bool is_pinned_server();

    std::string fingerprint_;
    std::optional<std::string> server_;
    std::string host_;
    std::string problem_;
    std::string authority_;
    std::string shown_;
    struct stack;
    std::unique_ptr<stack> trusted_;
};

} // namespace fairway
