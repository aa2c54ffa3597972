#include "collector/certificates.hpp"

#include "support/secret.hpp"
#include "text/ip_address.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace fairway::collector {

namespace {

template <auto Free>
struct freer {
    template <class T>
    void operator()(T* p) const {
        Free(p);
    }
};
using key_pointer = std::unique_ptr<EVP_PKEY, freer<EVP_PKEY_free>>;
using certificate_pointer = std::unique_ptr<X509, freer<X509_free>>;
using bio_pointer = std::unique_ptr<BIO, freer<BIO_free_all>>;

[[noreturn]] void fail(const std::string& what) {
    char reason[256] = "unknown reason";
    if (const auto code = ::ERR_get_error(); code != 0) ::ERR_error_string_n(code, reason, sizeof reason);
    ::ERR_clear_error();
    throw std::runtime_error("cannot " + what + ": " + reason);
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(EVP_PKEY* key) {
    const bio_pointer out(::BIO_new(::BIO_s_mem()));
    if (::PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) fail("write a key");
    return text_of(out.get());
}

std::string to_pem(X509* certificate) {
    const bio_pointer out(::BIO_new(::BIO_s_mem()));
    if (::PEM_write_bio_X509(out.get(), certificate) != 1) fail("write a certificate");
    return text_of(out.get());
}

bio_pointer reader_of(std::string_view pem) {
    return bio_pointer(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

certificate_pointer certificate_from(std::string_view pem) {
    certificate_pointer certificate(::PEM_read_bio_X509(reader_of(pem).get(), nullptr, nullptr, nullptr));
    if (!certificate) fail("read a certificate (PEM was expected)");
    return certificate;
}

key_pointer private_key_from(std::string_view pem) {
    // An empty passphrase: never ask for one on a terminal.
    key_pointer key(::PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, nullptr, const_cast<char*>("")));
    if (!key) fail("read a private key (PEM was expected)");
    return key;
}

wall_time time_of(const ASN1_TIME* t) {
    std::tm fields{};
    if (::ASN1_TIME_to_tm(t, &fields) != 1) fail("read the time in a certificate");
    using namespace std::chrono;
    const year_month_day day{year(fields.tm_year + 1900), month(static_cast<unsigned>(fields.tm_mon) + 1),
                             std::chrono::day(static_cast<unsigned>(fields.tm_mday))};
    return sys_days(day) + hours(fields.tm_hour) + minutes(fields.tm_min) + seconds(fields.tm_sec);
}

void set_time(ASN1_TIME* t, wall_time when) {
    if (::ASN1_TIME_set(t, std::chrono::system_clock::to_time_t(when)) == nullptr) fail("set a time");
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* e = ::X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    if (e == nullptr) fail("add to a certificate: " + value);
    ::X509_add_ext(certificate, e, -1);
    ::X509_EXTENSION_free(e);
}

/// A certificate without extensions and signature.
certificate_pointer begin(EVP_PKEY* key, const std::string& name, wall_time from, wall_time until) {
    certificate_pointer made(::X509_new());
    X509* x = made.get();
    ::X509_set_version(x, 2);
    // 127 random bits: positive, and never the same twice.
    const auto serial = random_hex(16);
    BIGNUM* number = nullptr;
    ::BN_hex2bn(&number, serial.c_str());
    ::BN_clear_bit(number, 127);
    ::BN_to_ASN1_INTEGER(number, ::X509_get_serialNumber(x));
    ::BN_free(number);
    set_time(::X509_getm_notBefore(x), from);
    set_time(::X509_getm_notAfter(x), until);
    ::X509_set_pubkey(x, key);
    const auto cut = name.substr(0, 64); // ub-common-name; what counts are the alternative names
    ::X509_NAME_add_entry_by_txt(::X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(cut.data()), static_cast<int>(cut.size()), -1,
                                 0);
    return made;
}

// Clocks of other machines may be behind ours.
constexpr std::chrono::hours before_now{24};

} // namespace

std::optional<validity> validity_for(const possible_time& t, const validity& authority) {
    const validity v{std::max(t.earliest - before_now, authority.from),
                     std::min(t.latest + certificate_lifetime, authority.until)};
    return v.from < v.until ? std::optional(v) : std::nullopt;
}

bool should_renew(const validity& in_use, const possible_time& t, const validity& authority) {
    const auto next = validity_for(t, authority);
    if (!next) return false;
    const bool too_late = in_use.from > t.earliest && next->from < in_use.from;
    const bool too_short = in_use.until - t.latest <= renewal_before_end && next->until > in_use.until;
    const bool too_long = t.is_known() && in_use.until - in_use.from > certificate_lifetime + 2 * before_now &&
                          next->until < in_use.until;
    return too_late || too_short || too_long;
}

key_and_certificate make_authority(const std::string& name, wall_time now) {
    const key_pointer key(EVP_EC_gen("P-256"));
    if (!key) fail("make a key");
    const auto made = begin(key.get(), name, now - before_now, now + authority_lifetime);
    X509* x = made.get();
    ::X509_set_issuer_name(x, ::X509_get_subject_name(x));
    extend(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(x, x, NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(x, x, NID_subject_key_identifier, "hash");
    if (::X509_sign(x, key.get(), ::EVP_sha256()) == 0) fail("sign a certificate");
    return {to_pem(key.get()), to_pem(x)};
}

key_and_certificate make_server_certificate(const key_and_certificate& authority, const std::vector<std::string>& names,
                                            const possible_time& now) {
    const auto issuer = certificate_from(authority.certificate);
    const auto issuer_key = private_key_from(authority.key);
    const key_pointer key(EVP_EC_gen("P-256"));
    if (!key || names.empty()) fail("make a key");
    const auto valid =
        validity_for(now, {time_of(::X509_get0_notBefore(issuer.get())), time_of(::X509_get0_notAfter(issuer.get()))});
    if (!valid) throw std::runtime_error("cannot sign a certificate: the CA is not valid at this time");
    const auto made = begin(key.get(), names.front(), valid->from, valid->until);
    X509* x = made.get();
    ::X509_set_issuer_name(x, ::X509_get_subject_name(issuer.get()));
    std::string alternatives;
    for (const auto& n : names)
        alternatives += (alternatives.empty() ? "" : ",") + std::string(is_ip_address(n) ? "IP:" : "DNS:") + n;
    extend(x, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(x, issuer.get(), NID_key_usage, "critical,digitalSignature");
    extend(x, issuer.get(), NID_ext_key_usage, "serverAuth");
    extend(x, issuer.get(), NID_subject_key_identifier, "hash");
    extend(x, issuer.get(), NID_authority_key_identifier, "keyid:always");
    extend(x, issuer.get(), NID_subject_alt_name, alternatives);
    if (::X509_sign(x, issuer_key.get(), ::EVP_sha256()) == 0) fail("sign a certificate");
    return {to_pem(key.get()), to_pem(x)};
}

certificate_facts read_certificate(std::string_view pem) {
    const auto certificate = certificate_from(pem);
    X509* x = certificate.get();
    certificate_facts facts;
    std::array<char, 256> name{};
    ::X509_NAME_get_text_by_NID(::X509_get_subject_name(x), NID_commonName, name.data(), static_cast<int>(name.size()));
    facts.subject = name.data();
    unsigned char* der = nullptr;
    const int size = ::i2d_X509(x, &der);
    if (size < 0) fail("encode a certificate");
    facts.sha256 = sha256_hex({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    ::OPENSSL_free(der);
    facts.not_before = time_of(::X509_get0_notBefore(x));
    facts.not_after = time_of(::X509_get0_notAfter(x));
    auto* all = static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(x, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
        const GENERAL_NAME* n = sk_GENERAL_NAME_value(all, i);
        int type = 0;
        const void* value = ::GENERAL_NAME_get0_value(n, &type);
        const auto* text = static_cast<const ASN1_STRING*>(value);
        const auto* data = ::ASN1_STRING_get0_data(text);
        const int length = ::ASN1_STRING_length(text);
        if (type == GEN_DNS) facts.names.emplace_back(reinterpret_cast<const char*>(data), length);
        if (type != GEN_IPADD) continue;
        const std::string_view bytes(reinterpret_cast<const char*>(data), static_cast<std::size_t>(length));
        if (const auto address = ip_address_of_bytes(bytes)) facts.names.push_back(to_string(*address));
    }
    ::GENERAL_NAMES_free(all);
    return facts;
}

bool is_signed_by(std::string_view pem, std::string_view authority_pem) {
    const auto certificate = certificate_from(pem);
    const auto authority = certificate_from(authority_pem);
    const bool yes = ::X509_verify(certificate.get(), ::X509_get0_pubkey(authority.get())) == 1;
    ::ERR_clear_error();
    return yes;
}

} // namespace fairway::collector
