#include "probes/identify/tls.hpp"

#include "probes/identify/protocol.hpp"
#include "probes/net/address.hpp"
#include "probes/net/machine_roots.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace fairway::identify {

/// What the verification of one chain found. Not of this file alone, as tls_client::parts is not, which has one.
struct chain_judgment {
    std::vector<std::string> problems;
    chain_faults faults;
    bool is_self_signed = false; ///< the server's own certificate: nobody vouches for it, whoever is trusted
};

namespace {

// Certificates are a stranger's words: at most this much of each is kept.
constexpr std::size_t most_text = 512;                   // bytes of a name or a URL
constexpr std::size_t most_urls = 8;                     // CRL and OCSP URLs of one certificate
constexpr std::size_t most_problems = 3;                 // of a chain
constexpr std::size_t most_certificates = 16;            // of a file
constexpr std::size_t longest_certificates = 100 * 1024; // bytes that a server may send of them

template <class T, void (*Free)(T*)>
struct freeing {
    void operator()(T* p) const { Free(p); }
};
template <class T, void (*Free)(T*)>
using owned = std::unique_ptr<T, freeing<T, Free>>;

void free_bio(BIO* b) {
    BIO_free(b);
}
using bio = owned<BIO, free_bio>;
using certificate = owned<X509, X509_free>;

std::string cut(std::string text) {
    if (text.size() > most_text) text.resize(most_text);
    return text;
}

std::string text_of(BIO* from) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(from, &data);
    return size > 0 ? cut({data, static_cast<std::size_t>(size)}) : std::string();
}

std::string name_text(const X509_NAME* name) {
    const bio out(BIO_new(BIO_s_mem()));
    // RFC 2253, but UTF-8 as it is and not in backslashes.
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return text_of(out.get());
}

std::string time_text(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string thumbprint(const X509* of) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    X509_digest(of, EVP_sha256(), bytes.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += "0123456789abcdef"[bytes[i] >> 4];
        text += "0123456789abcdef"[bytes[i] & 0xf];
    }
    return text;
}

/// Keeps a URL that can be probed: http(s), printable, each once.
void keep(std::vector<std::string>& urls, const GENERAL_NAME* name) {
    if (name == nullptr || name->type != GEN_URI || urls.size() >= most_urls) return;
    const auto* s = name->d.uniformResourceIdentifier;
    const std::string url(reinterpret_cast<const char*>(ASN1_STRING_get0_data(s)),
                          static_cast<std::size_t>(ASN1_STRING_length(s)));
    if (url.size() > most_text || !host_of_url(url)) return;
    if (std::find(urls.begin(), urls.end(), url) == urls.end()) urls.push_back(url);
}

// RFC 5280 §4.2.1.13 and §4.2.2.1
void collect_revocation(X509* of, std::vector<std::string>& urls) {
    const owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free> points(
        static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(of, NID_crl_distribution_points, nullptr, nullptr)));
    for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
        const auto* point = sk_DIST_POINT_value(points.get(), i)->distpoint;
        if (point == nullptr || point->type != 0) continue;
        for (int n = 0; n < sk_GENERAL_NAME_num(point->name.fullname); ++n)
            keep(urls, sk_GENERAL_NAME_value(point->name.fullname, n));
    }
    const owned<AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free> access(
        static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(of, NID_info_access, nullptr, nullptr)));
    for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
        const auto* one = sk_ACCESS_DESCRIPTION_value(access.get(), i);
        if (OBJ_obj2nid(one->method) == NID_ad_OCSP) keep(urls, one->location);
    }
}

/// Whether public logs have the certificate (RFC 6962): a public CA issued it, and those have intermediates.
bool is_logged(const X509* of) {
    return X509_get_ext_by_NID(of, NID_ct_precert_scts, -1) >= 0;
}

/// Whether it says where its issuer's certificate is (RFC 5280 §4.2.2.1).
bool names_its_issuer(const X509* of) {
    const owned<AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free> access(
        static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(of, NID_info_access, nullptr, nullptr)));
    for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i)
        if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access.get(), i)->method) == NID_ad_ca_issuers) return true;
    return false;
}

bool is_missing_issuer(int error) {
    return error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT || error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
}

/// The server sent only its own certificate, and that is not one that an inspection proxy makes on the fly. The chain
/// of such a proxy may well end in a company's CA that says where its issuer is: only the server's own counts.
bool is_incomplete(int error, int depth, const X509* about) {
    return is_missing_issuer(error) && depth == 0 && about != nullptr && (is_logged(about) || names_its_issuer(about));
}

void note(chain_faults& faults, int error, int depth, const X509* about) {
    if (error == X509_V_ERR_CERT_HAS_EXPIRED)
        faults.expired = true;
    else if (error == X509_V_ERR_CERT_NOT_YET_VALID)
        faults.not_yet_valid = true;
    else if (is_incomplete(error, depth, about))
        faults.incomplete = true;
    else if (is_missing_issuer(error) || error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
             error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN)
        faults.untrusted = true;
    else
        faults.other = true;
}

/// " (CN=Test Root)"
std::string in_brackets(const X509_NAME* name) {
    const std::string text = name_text(name);
    return text.empty() ? text : " (" + text + ")";
}

std::string in_words(int error, int depth, const X509* about) {
    const std::string whose = depth == 0 ? "" : "in the chain: ";
    const std::string issuer = about == nullptr ? "" : in_brackets(X509_get_issuer_name(about));
    switch (error) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return "self-signed";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return "issued by a CA that this host does not trust" + issuer;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        if (!is_incomplete(error, depth, about))
            return "issued by a CA that this host does not trust" + issuer +
                   ", or an intermediate certificate is missing";
        return "without its intermediate certificate" + issuer + ", which the server does not send" +
               (is_logged(about) ? "" : "; or issued by a CA that this host does not trust");
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return whose + "expired" + (about == nullptr ? "" : " since " + time_text(X509_get0_notAfter(about)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return whose + "not valid yet, or this host's clock is wrong" +
               (about == nullptr ? "" : " (valid from " + time_text(X509_get0_notBefore(about)) + ")");
    case X509_V_ERR_INVALID_PURPOSE: return whose + "not meant for a TLS server";
    default: return whose + X509_verify_cert_error_string(error);
    }
}

/// "TLS alert: handshake failure"
std::string alert_text(int number) {
    std::string words = SSL_alert_desc_string_long(number);
    if (number == 116) words = "certificate required"; // RFC 8446 §6; OpenSSL 3.0 has no words for it
    if (words == "unknown") words = "number " + std::to_string(number);
    return "TLS alert: " + words;
}

int place_of_judgment() {
    static const int place = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return place;
}

// Notes what is wrong and lets the handshake go on: a broken certificate is what we are here to see.
int note_problem(int good, X509_STORE_CTX* store) {
    if (good == 1) return 1;
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* found = static_cast<chain_judgment*>(SSL_get_ex_data(ssl, place_of_judgment()));
    const int error = X509_STORE_CTX_get_error(store);
    // It only repeats that there is no issuer.
    if (error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE && !found->problems.empty()) return 1;
    const X509* about = X509_STORE_CTX_get_current_cert(store);
    const int depth = X509_STORE_CTX_get_error_depth(store);
    note(found->faults, error, depth, about);
    if (error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) found->is_self_signed = true;
    std::string words = in_words(error, depth, about);
    auto& all = found->problems;
    if (all.size() < most_problems && std::find(all.begin(), all.end(), words) == all.end())
        all.push_back(std::move(words));
    return 1;
}

// Where distributions keep their roots, other than the one this OpenSSL was built for.
constexpr const char* bundles[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                   "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

bool readable(const char* path) {
    return path != nullptr && std::ifstream(path).good();
}

} // namespace

struct tls_settings::parts {
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context{nullptr, SSL_CTX_free};
    bool has_roots = false;
    bool has_all_roots = true; ///< False: the system may trust other authorities, too.

    void trust(const machine_roots& roots) {
        X509_STORE* store = SSL_CTX_get_cert_store(context.get());
        for (const auto& der : roots.certificates) {
            const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
            const certificate one(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
            if (one && X509_STORE_add_cert(store, one.get()) == 1) has_roots = true;
        }
        has_all_roots = roots.all;
    }
};

tls_settings::tls_settings(const std::string& roots_file) : parts_(std::make_unique<parts>()) {
    parts_->context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* context = parts_->context.get();
    if (context == nullptr) throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // Old keys and signatures are reported, not refused: nothing secret goes through.
    SSL_CTX_set_security_level(context, 1);
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(context, static_cast<long>(longest_certificates));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, note_problem);

    if (!roots_file.empty()) {
        parts_->has_roots = SSL_CTX_load_verify_file(context, roots_file.c_str()) == 1;
    } else {
        // As OpenSSL's own programs do: what the environment names, else what was built in.
        const char* file = std::getenv(X509_get_default_cert_file_env());
        const char* folder = std::getenv(X509_get_default_cert_dir_env());
        const std::string filled = std::string(X509_get_default_cert_dir()) + "/ca-certificates.crt";
        if (folder == nullptr && readable(filled.c_str())) folder = X509_get_default_cert_dir();
        if (file == nullptr) file = X509_get_default_cert_file();
        if (readable(file)) parts_->has_roots = SSL_CTX_load_verify_file(context, file) == 1;
        // A directory of hashed names is only read when a chain asks for a name: it costs nothing at the start.
        if (folder != nullptr && SSL_CTX_load_verify_dir(context, folder) == 1) parts_->has_roots = true;
        if (!parts_->has_roots) parts_->trust(read_machine_roots());
        for (const char* bundle : bundles)
            if (!parts_->has_roots && parts_->has_all_roots && readable(bundle))
                parts_->has_roots = SSL_CTX_load_verify_file(context, bundle) == 1;
    }
    ERR_clear_error();
}

tls_settings::~tls_settings() = default;

bool tls_settings::has_roots() const {
    return parts_->has_roots;
}

struct tls_client::parts {
    std::unique_ptr<SSL, void (*)(SSL*)> ssl{nullptr, SSL_free};
    BIO* in = nullptr; // both belong to ssl
    BIO* out = nullptr;
    chain_judgment found;
    std::string server_name;
    bool is_address = false;
    bool has_roots = false;
    bool has_all_roots = true;

    /// Whether the system may trust who issued this, though it is not on its list now.
    bool may_be_trusted() const {
        return !has_all_roots && found.faults.untrusted && !found.faults.other && !found.is_self_signed;
    }
};

tls_client::tls_client(const tls_settings& settings, const std::string& server_name)
    : parts_(std::make_unique<parts>()) {
    parts& p = *parts_;
    p.ssl.reset(SSL_new(settings.parts_->context.get()));
    if (!p.ssl) throw std::bad_alloc();
    p.in = BIO_new(BIO_s_mem());
    p.out = BIO_new(BIO_s_mem());
    SSL_set_bio(p.ssl.get(), p.in, p.out);
    SSL_set_ex_data(p.ssl.get(), place_of_judgment(), &p.found);
    p.server_name = server_name;
    while (!p.server_name.empty() && p.server_name.back() == '.')
        p.server_name.pop_back();
    p.is_address = parse_address(p.server_name).has_value();
    p.has_roots = settings.has_roots();
    p.has_all_roots = settings.parts_->has_all_roots;
    // RFC 6066 §3: no addresses.
    if (!p.is_address && !p.server_name.empty()) SSL_set_tlsext_host_name(p.ssl.get(), p.server_name.c_str());
    SSL_set_connect_state(p.ssl.get());
}

tls_client::~tls_client() = default;

void tls_client::receive(std::string_view bytes) {
    if (!bytes.empty()) BIO_write(parts_->in, bytes.data(), static_cast<int>(bytes.size()));
    step();
}

void tls_client::step() {
    SSL* ssl = parts_->ssl.get();
    ERR_clear_error();
    if (at_ == stage::handshake) {
        const int done = SSL_do_handshake(ssl);
        if (done == 1)
            at_ = stage::established;
        else if (SSL_get_error(ssl, done) != SSL_ERROR_WANT_READ)
            return fail();
    }
    std::array<char, 16 * 1024> buffer;
    while (at_ == stage::established && received_.size() <= longest_answer) {
        const int got = SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size()));
        if (got > 0) {
            received_.append(buffer.data(), static_cast<std::size_t>(got));
            continue;
        }
        const int error = SSL_get_error(ssl, got);
        if (error == SSL_ERROR_WANT_READ) return;
        if (error == SSL_ERROR_ZERO_RETURN)
            at_ = stage::closed;
        else
            fail();
    }
}

void tls_client::fail() {
    const unsigned long error = ERR_peek_error();
    const int why = ERR_GET_REASON(error);
    if (ERR_GET_LIB(error) == ERR_LIB_SSL && why > SSL_AD_REASON_OFFSET && why < SSL_AD_REASON_OFFSET + 256) {
        const int alert = why - SSL_AD_REASON_OFFSET;
        at_ = stage::refused;
        old_ = alert == SSL_AD_PROTOCOL_VERSION;
        problem_ = old_ ? "TLS older than 1.2" : alert_text(alert);
    } else {
        at_ = stage::not_followed;
        const char* reason = ERR_reason_error_string(error);
        problem_ = reason != nullptr ? reason : "an error in the handshake";
        if (ERR_GET_LIB(error) == ERR_LIB_SSL && why == SSL_R_EXCESSIVE_MESSAGE_SIZE)
            problem_ = "it sends too much at once, e.g. certificates of more than " +
                       std::to_string(longest_certificates / 1024) + " KiB";
    }
    ERR_clear_error();
}

void tls_client::send(std::string_view text) {
    if (at_ != stage::established || text.empty()) return;
    ERR_clear_error();
    // Into memory: there is always room.
    if (SSL_write(parts_->ssl.get(), text.data(), static_cast<int>(text.size())) <= 0) fail();
}

void tls_client::shut_down() {
    if (at_ != stage::established && at_ != stage::closed) return;
    ERR_clear_error();
    SSL_shutdown(parts_->ssl.get());
    ERR_clear_error();
}

std::string tls_client::take_outgoing() {
    std::string bytes;
    std::array<char, 4096> buffer;
    for (int got = 0; (got = BIO_read(parts_->out, buffer.data(), buffer.size())) > 0;)
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
    return bytes;
}

std::shared_ptr<const tls_facts> tls_client::facts() const {
    const parts& p = *parts_;
    X509* leaf = SSL_get0_peer_certificate(p.ssl.get());
    if (leaf == nullptr) return nullptr;
    auto f = std::make_shared<tls_facts>();
    f->version = SSL_get_version(p.ssl.get());
    f->subject = name_text(X509_get_subject_name(leaf));
    f->issuer = name_text(X509_get_issuer_name(leaf));
    f->sha256 = thumbprint(leaf);
    f->not_after = time_text(X509_get0_notAfter(leaf));
    f->chain_judged = p.has_roots && !p.may_be_trusted();
    if (!p.has_roots) {
        f->chain_problem = "not checked: this host has no list of trusted CAs (package ca-certificates)";
    } else if (!f->chain_judged) {
        f->chain_problem =
            "not judged: the CA is not on this machine's list, to which Windows adds public CAs only when "
            "a browser or an update first meets them" +
            in_brackets(X509_get_issuer_name(leaf));
    } else {
        f->faults = p.found.faults;
        f->chain_valid = p.found.problems.empty();
        for (const auto& problem : p.found.problems)
            f->chain_problem += (f->chain_problem.empty() ? "" : "; ") + problem;
    }
    // Where nobody vouches for the chain, only the dates of the certificate itself mean something.
    if (!f->chain_judged || f->is_untrusted()) {
        f->faults.expired = X509_cmp_current_time(X509_get0_notAfter(leaf)) < 0;
        f->faults.not_yet_valid = X509_cmp_current_time(X509_get0_notBefore(leaf)) > 0;
    }
    f->name_matches = p.is_address ? X509_check_ip_asc(leaf, p.server_name.c_str(), 0) == 1
                                   : X509_check_host(leaf, p.server_name.data(), p.server_name.size(), 0, nullptr) == 1;
    collect_revocation(leaf, f->revocation);
    // What issued it can be revoked as well; roots cannot.
    const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(p.ssl.get());
    for (int i = 1; chain != nullptr && i < sk_X509_num(chain); ++i)
        collect_revocation(sk_X509_value(chain, i), f->revocation);
    ERR_clear_error();
    return f;
}

std::optional<std::vector<std::string>> revocation_addresses(std::string_view certificates) {
    const bio in(BIO_new_mem_buf(certificates.data(), static_cast<int>(certificates.size())));
    std::vector<std::string> urls;
    std::size_t found = 0;
    while (found < most_certificates) {
        // Without a password prompt: nothing here is secret.
        const certificate one(PEM_read_bio_X509(
            in.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr));
        if (!one) break;
        ++found;
        collect_revocation(one.get(), urls);
    }
    if (found == 0) {
        const auto* der = reinterpret_cast<const unsigned char*>(certificates.data());
        const certificate one(d2i_X509(nullptr, &der, static_cast<long>(certificates.size())));
        if (one) {
            ++found;
            collect_revocation(one.get(), urls);
        }
    }
    ERR_clear_error();
    if (found == 0) return std::nullopt;
    return urls;
}

std::optional<url_host> host_of_url(std::string_view url) {
    const auto starts = [&](std::string_view with) {
        return url.size() > with.size() &&
               std::equal(with.begin(), with.end(), url.begin(), [](char a, char b) { return a == (b | 0x20); });
    };
    // '/' and ':' keep their value under | 0x20 as well.
    if (starts("http://"))
        url.remove_prefix(7);
    else if (starts("https://"))
        url.remove_prefix(8);
    else
        return std::nullopt;
    url = url.substr(0, url.find_first_of("/?#"));
    url_host result;
    std::string_view host = url, port;
    if (url.starts_with('[')) {
        const auto close = url.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        host = url.substr(1, close - 1);
        const auto rest = url.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') return std::nullopt;
        if (!rest.empty()) port = rest.substr(1);
        if (!parse_address(std::string(host))) return std::nullopt;
    } else {
        const auto colon = url.find(':');
        host = url.substr(0, colon);
        if (colon != std::string_view::npos) port = url.substr(colon + 1);
        const auto fits = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                   c == '_';
        };
        if (!std::all_of(host.begin(), host.end(), fits)) return std::nullopt;
    }
    if (host.empty() || host.size() > 253) return std::nullopt;
    result.host = host;
    if (!port.empty()) {
        unsigned number = 0;
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
        if (error != std::errc() || end != port.data() + port.size() || number == 0 || number > 65535)
            return std::nullopt;
        result.port = static_cast<std::uint16_t>(number);
    }
    return result;
}

} // namespace fairway::identify
