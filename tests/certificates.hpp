#pragma once

#include "tests/platform.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>

namespace fairway::test {

/// A key and a certificate for it, made on the spot.
struct identity_card {
    std::shared_ptr<EVP_PKEY> key;
    std::shared_ptr<X509> certificate;

    std::string pem() const {
        const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_X509(out.get(), certificate.get());
        char* data = nullptr;
        const long size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }
};

struct card_wish {
    std::string name{};                    ///< common name
    std::string alternatives{};            ///< as OpenSSL writes them: "DNS:vbr01,IP:127.0.0.1"; empty: none
    long valid_from = -3600;               ///< seconds from now
    long valid_until = 3600;               ///< as above
    std::string crl{};                     ///< "URI:http://…"
    std::string access{};                  ///< "OCSP;URI:http://…"
    bool authority = false;                ///< may sign others
    const identity_card* issuer = nullptr; ///< none: signs itself
    bool logged = false;                   ///< has the list of its places in public logs, with nothing in it
};

inline identity_card make_card(const card_wish& wish) {
    identity_card card;
    card.key.reset(EVP_EC_gen("P-256"), EVP_PKEY_free);
    card.certificate.reset(X509_new(), X509_free);
    X509* x = card.certificate.get();
    static long serial = 1;
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
    X509_gmtime_adj(X509_getm_notBefore(x), wish.valid_from);
    X509_gmtime_adj(X509_getm_notAfter(x), wish.valid_until);
    X509_set_pubkey(x, card.key.get());
    const auto* name = reinterpret_cast<const unsigned char*>(wish.name.data());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, name, static_cast<int>(wish.name.size()),
                               -1, 0);
    X509* issuer = wish.issuer != nullptr ? wish.issuer->certificate.get() : x;
    X509_set_issuer_name(x, X509_get_subject_name(issuer));
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x, nullptr, nullptr, 0);
    const auto extend = [&](int what, const std::string& value) {
        if (value.empty()) return;
        X509_EXTENSION* e = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
        if (e == nullptr) throw std::runtime_error("bad extension: " + value);
        X509_add_ext(x, e, -1);
        X509_EXTENSION_free(e);
    };
    extend(NID_basic_constraints, wish.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    extend(NID_subject_alt_name, wish.alternatives);
    extend(NID_crl_distribution_points, wish.crl);
    extend(NID_info_access, wish.access);
    if (wish.logged) {
        const std::unique_ptr<ASN1_OCTET_STRING, void (*)(ASN1_OCTET_STRING*)> list(ASN1_OCTET_STRING_new(),
                                                                                    ASN1_OCTET_STRING_free);
        const unsigned char none[] = {4, 2, 0, 0};
        ASN1_OCTET_STRING_set(list.get(), none, sizeof none);
        const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> e(
            X509_EXTENSION_create_by_NID(nullptr, NID_ct_precert_scts, 0, list.get()), X509_EXTENSION_free);
        X509_add_ext(x, e.get(), -1);
    }
    EVP_PKEY* signer = wish.issuer != nullptr ? wish.issuer->key.get() : card.key.get();
    if (X509_sign(x, signer, EVP_sha256()) == 0) throw std::runtime_error("cannot sign");
    return card;
}

/// A file that is there as long as the object.
class temporary_file {
  public:
    explicit temporary_file(const std::string& text) { write(path_, text); }

    const std::string& path() const { return path_; }

  private:
    scratch_folder folder_;
    std::string path_ = folder_ / "file";
};

/// An authority that is trusted as if it were one of the system's, as long as the object is there.
class trusted {
  public:
    explicit trusted(const identity_card& root) : file_(root.pem()) {
        set_environment("SSL_CERT_FILE", file_.path().c_str());
    }
    ~trusted() { set_environment("SSL_CERT_FILE", nullptr); }
    trusted(const trusted&) = delete;
    trusted& operator=(const trusted&) = delete;

  private:
    temporary_file file_;
};

} // namespace fairway::test
