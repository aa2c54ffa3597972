#include "agent/reporting/authorities.hpp"

#include "support/secret.hpp"
#include "text/json_text.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace fairway {

namespace {

struct free_certificate {
    void operator()(X509* c) const { X509_free(c); }
    void operator()(BIO* b) const { BIO_free(b); }
};

/// The first moment for what cannot be read: then it has ended.
wall_time time_in(const ASN1_TIME* t) {
    std::tm f{};
    if (ASN1_TIME_to_tm(t, &f) != 1) return {};
    using namespace std::chrono;
    const year_month_day day{year(f.tm_year + 1900), month(static_cast<unsigned>(f.tm_mon) + 1),
                             std::chrono::day(static_cast<unsigned>(f.tm_mday))};
    return sys_days(day) + hours(f.tm_hour) + minutes(f.tm_min) + seconds(f.tm_sec);
}

std::string der_of(X509* c) {
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(c, &bytes);
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(bytes);
    return der;
}

std::string pem_of(X509* c) {
    const std::unique_ptr<BIO, free_certificate> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), c);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

read_result<std::string> not_believed(std::string why) {
    return {std::nullopt, {{"", "", std::move(why)}}};
}

} // namespace

std::vector<authority_certificate> authorities_in(std::string_view pem) {
    std::vector<authority_certificate> all;
    const std::unique_ptr<BIO, free_certificate> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    while (all.size() < most_authorities) {
        const std::unique_ptr<X509, free_certificate> c(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
        if (!c) break;
        all.push_back({sha256_hex(der_of(c.get())), pem_of(c.get()), X509_check_ca(c.get()) != 0,
                       time_in(X509_get0_notAfter(c.get()))});
    }
    ERR_clear_error();
    return all;
}

std::string fingerprints_of(std::vector<authority_certificate> all) {
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.sha256 < b.sha256; });
    std::string text;
    for (const auto& a : all)
        text += (text.empty() ? "" : ",") + a.sha256;
    return text;
}

std::optional<wall_time> last_end_of(const std::vector<authority_certificate>& all) {
    std::optional<wall_time> last;
    for (const auto& a : all)
        if (!last || a.not_after > *last) last = a.not_after;
    return last;
}

read_result<std::string> read_authorities(const std::string& body, const std::string& announced) {
    const auto json = parse_json(body, "answer");
    if (!json || !json.value->is_object()) return not_believed("the answer is not a JSON object");
    const auto items = json.value->find("items");
    if (items == json.value->end() || !items->is_array() || items->empty() || items->size() > most_authorities)
        return not_believed("the answer has no list of 1 to " + std::to_string(most_authorities) + " certificates");
    std::vector<authority_certificate> all;
    std::string text;
    for (const auto& item : *items) {
        const auto* pem = item.is_object() && item.contains("pem") ? &item.at("pem") : nullptr;
        const auto in = pem != nullptr && pem->is_string() ? authorities_in(pem->get_ref<const std::string&>())
                                                           : std::vector<authority_certificate>();
        if (in.size() != 1) return not_believed("the answer has an item that is not one certificate (PEM)");
        if (!in.front().is_ca) return not_believed("SHA256:" + in.front().sha256 + " is not the certificate of a CA");
        text += in.front().pem;
        all.push_back(in.front());
    }
    if (fingerprints_of(all) != announced) return not_believed("these are not the certificates that were announced");
    return {std::move(text), {}};
}

} // namespace fairway
