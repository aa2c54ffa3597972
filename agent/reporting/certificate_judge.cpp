#include "agent/reporting/certificate_judge.hpp"

#include "probes/net/address.hpp"
#include "text/wording.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>
#include <vector>

namespace fairway {

namespace {

constexpr std::size_t most_names = 4; // of a certificate that are shown

struct free_bio {
    void operator()(BIO* b) const { BIO_free(b); }
};
using bio = std::unique_ptr<BIO, free_bio>;

std::string text_of(BIO* from) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(from, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string fingerprint_of(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    X509_digest(certificate, EVP_sha256(), bytes.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += "0123456789abcdef"[bytes[i] >> 4];
        text += "0123456789abcdef"[bytes[i] & 0xf];
    }
    return text;
}

std::string time_text(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown time";
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// A stranger's words: one bounded line.
std::string harmless(std::string_view text) {
    const auto quoted = in_quotes(text.substr(0, 255));
    return quoted.substr(1, quoted.size() - 2);
}

std::string names_of(X509* certificate) {
    std::vector<std::string> names;
    std::size_t all = 0;
    auto* alternatives =
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; alternatives != nullptr && i < sk_GENERAL_NAME_num(alternatives); ++i) {
        const auto* name = sk_GENERAL_NAME_value(alternatives, i);
        std::string text;
        if (name->type == GEN_DNS) {
            text = harmless({reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                             static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))});
        } else if (name->type == GEN_IPADD) {
            const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.iPAddress)),
                                         static_cast<std::size_t>(ASN1_STRING_length(name->d.iPAddress)));
            if (const auto address = address_of_bytes(bytes)) text = address->text();
        }
        if (text.empty()) continue;
        ++all;
        if (names.size() < most_names) names.push_back(std::move(text));
    }
    GENERAL_NAMES_free(alternatives);
    if (names.empty()) return "no name at all";
    std::string text = names.front();
    for (std::size_t i = 1; i < names.size(); ++i)
        text += (i + 1 == names.size() && all == names.size() ? " and " : ", ") + names[i];
    if (all > names.size()) text += " and " + std::to_string(all - names.size()) + " more";
    return text;
}

} // namespace

struct certificate_judge::stack {
    STACK_OF(X509) * certificates = sk_X509_new_null();

    stack() = default;
    ~stack() {
        clear();
        sk_X509_free(certificates);
    }
    stack(const stack&) = delete;
    stack& operator=(const stack&) = delete;

    void clear() {
        while (X509* c = sk_X509_pop(certificates))
            X509_free(c);
    }
};

certificate_judge::certificate_judge(const trust& whom, const std::string& host)
    : fingerprint_(whom.fingerprint), server_(whom.server), host_(host), trusted_(std::make_unique<stack>()) {
    if (!fingerprint_.empty() || server_) return;
    const bio in(BIO_new_mem_buf(whom.authority.data(), static_cast<int>(whom.authority.size())));
    while (X509* c = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr))
        sk_X509_push(trusted_->certificates, c);
    ERR_clear_error();
    if (sk_X509_num(trusted_->certificates) == 0)
        throw std::runtime_error("it contains no certificate (expected PEM); enroll again");
}

certificate_judge::~certificate_judge() = default;

void certificate_judge::rule(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, &certificate_judge::judge, this);
    // Where a server just ends the connection the length of its answer says whether it was whole.
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

void certificate_judge::expect_host(SSL* connection) const {
    auto* expected = SSL_get0_param(connection);
    X509_VERIFY_PARAM_set_hostflags(expected,
                                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    // The pinned authority may itself have been signed by another one.
    X509_VERIFY_PARAM_set_flags(expected, X509_V_FLAG_PARTIAL_CHAIN);
    const auto address = parse_address(host_);
    const bool right = address ? X509_VERIFY_PARAM_set1_ip_asc(expected, host_.c_str()) == 1
                               : X509_VERIFY_PARAM_set1_host(expected, host_.data(), host_.size()) == 1 &&
                                     SSL_set_tlsext_host_name(connection, host_.c_str()) == 1;
    if (!right)
        throw std::runtime_error(in_quotes(host_) + " is not a name or address a certificate can be issued for");
}

int certificate_judge::judge(X509_STORE_CTX* store, void* self) {
    return static_cast<certificate_judge*>(self)->judge(store);
}

bool certificate_judge::find_pinned(X509_STORE_CTX* store) {
    trusted_->clear();
    authority_.clear();
    const auto* shown = X509_STORE_CTX_get0_untrusted(store);
    for (int i = 0; i < sk_X509_num(shown); ++i) {
        X509* c = sk_X509_value(shown, i);
        if (fingerprint_of(c) != fingerprint_) continue;
        if (X509_check_ca(c) == 0) {
            problem_ = "the certificate with this fingerprint is not a CA certificate; use the fingerprint that "
                       "`fairway-collector init` printed";
            return false;
        }
        X509_up_ref(c);
        sk_X509_push(trusted_->certificates, c);
        const bio out(BIO_new(BIO_s_mem()));
        PEM_write_bio_X509(out.get(), c);
        authority_ = text_of(out.get());
        return true;
    }
    problem_ = "the server presents no certificate with the fingerprint " + fingerprint_ +
               ": either it is not the collector (something may be intercepting), or the fingerprint is of another CA";
    return false;
}

/// A pinned certificate is its key: whose name it has and until when says nothing more.
bool certificate_judge::is_pinned_server() {
    if (!server_->empty() && shown_ == *server_) return true;
    problem_ = "the server presents a certificate with another fingerprint, SHA256:" + shown_ +
               ": either it is not the server that was meant (something may be intercepting), or it has a new "
               "certificate";
    return false;
}

int certificate_judge::judge(X509_STORE_CTX* store) {
    problem_.clear();
    shown_.clear();
    if (const X509* its = X509_STORE_CTX_get0_cert(store)) shown_ = fingerprint_of(its);
    if (server_) {
        if (is_pinned_server()) {
            X509_STORE_CTX_set_error(store, X509_V_OK);
            return 1;
        }
        X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
        return 0;
    }
    if (!fingerprint_.empty() && !find_pinned(store)) {
        X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
        return 0;
    }
    X509_STORE_CTX_set0_trusted_stack(store, trusted_->certificates);
    const int good = X509_verify_cert(store);
    if (good == 1) return 1;
    const int error = X509_STORE_CTX_get_error(store);
    X509* at_fault = X509_STORE_CTX_get_current_cert(store);
    X509* its = X509_STORE_CTX_get0_cert(store);
    const std::string whose = X509_STORE_CTX_get_error_depth(store) == 0 ? "the collector's certificate"
                                                                         : "a certificate above the collector's";
    switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        problem_ = "the collector's certificate is for " + names_of(its) + ", not for " + host_ +
                   ": use one of its names, or give the collector a certificate for this one";
        break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        problem_ = whose + " expired on " + (at_fault == nullptr ? "" : time_text(X509_get0_notAfter(at_fault))) +
                   ": renew it, or set this host's clock";
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        problem_ = whose + " is valid from " + (at_fault == nullptr ? "" : time_text(X509_get0_notBefore(at_fault))) +
                   " on: this host's clock is behind, or the collector's was ahead";
        break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        problem_ = "the certificate for " + names_of(its) +
                   " was not issued by the CA this prober trusts: either it is not the collector (something may be "
                   "intercepting), or the collector has a new CA; then enroll again with its fingerprint";
        break;
    default: problem_ = whose + ": " + X509_verify_cert_error_string(error); break;
    }
    return 0;
}

} // namespace fairway
