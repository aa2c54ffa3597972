#include "agent/proxy.hpp"

#include "support/folder.hpp"
#include "support/secret.hpp"
#include "support/system/file.hpp"
#include "text/decoded_text.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <openssl/crypto.h>

namespace fairway {

namespace {

constexpr std::size_t longest_credentials = 1024; // bytes

read_result<std::string> login_failure(const std::string& file, std::string why) {
    return {std::nullopt, {{file, "", std::move(why)}}};
}

} // namespace

read_result<std::string> read_proxy_credentials(const std::string& path) {
    using result = file_content::result;
    auto content = read_file(path, longest_credentials, readable_file::secret);
    switch (content.outcome) {
    case result::read: break;
    case result::cannot_open:
        return login_failure(path, std::string("cannot be opened: ") + std::strerror(content.error));
    case result::cannot_read:
        return login_failure(path, std::string("cannot be read: ") + std::strerror(content.error));
    case result::folder:
    case result::not_regular: return login_failure(path, "is not a regular file");
    case result::not_private:
        return login_failure(path, "other users can read or change this file, which holds a password; run `" +
                                       how_to_make_private(path) + "`");
    }
    std::string text = std::move(content.text);
    if (has_utf16_mark(text)) {
        auto decoded = utf16_to_utf8(text, path);
        ::OPENSSL_cleanse(text.data(), text.size());
        if (!decoded) return {std::nullopt, std::move(decoded.problems)};
        text = std::move(*decoded.value);
    }
    text.erase(0, text.size() - without_bom(text).size());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    const bool one_line = std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    const auto colon = text.find(':');
    if (content.whole && one_line && colon != std::string::npos && colon > 0) return {std::move(text), {}};
    ::OPENSSL_cleanse(text.data(), text.size());
    return login_failure(path, "expected one line USER:PASSWORD"); // and nothing of what was found
}

read_result<assignment> with_proxy(read_result<assignment> a, const check_options& o) {
    if (!a) return a;
    auto& self = a.value->self.proxy;
    for (auto* use : {&self, &a.value->site.proxy})
        if (*use && !(*use)->credentials_file.empty())
            (*use)->credentials_file = beside(o.site_file, (*use)->credentials_file);
    if (o.proxy == "none")
        self = proxy_use{};
    else if (!o.proxy.empty())
        self = proxy_use{o.proxy, o.proxy_credentials_file, o.no_proxy};
    return a;
}

read_result<assignment> with_credentials(read_result<assignment> a) {
    if (!a) return a;
    const auto& use = a.value->self.proxy ? a.value->self.proxy : a.value->site.proxy;
    if (!use || use->credentials_file.empty()) return a;
    auto credentials = read_proxy_credentials(use->credentials_file);
    if (!credentials) return {std::nullopt, std::move(credentials.problems)};
    std::string& secret = *credentials.value;
    a.value->proxy_authorization = "Basic " + base64(secret);
    ::OPENSSL_cleanse(secret.data(), secret.size());
    return a;
}

std::string environment_proxy_note(const plan& p, const assignment& a, std::string_view value) {
    const bool decided = a.self.proxy.has_value() || a.site.proxy.has_value();
    const bool outside = std::any_of(p.requirements.begin(), p.requirements.end(), [](const requirement& c) {
        return c.flow->listens == listens::external && c.flow->protocol == protocol::tcp;
    });
    if (value.empty() || decided || !outside) return {};
    const auto proxy = parse_proxy_url(value);
    const std::string at = proxy ? proxy.value->at.text() : "HOST:PORT";
    return "The environment names a proxy" + (proxy ? " (" + at + ")" : std::string()) +
           ", but external services were probed directly. To go through it, use --proxy http://" + at +
           " or \"proxy\" in the site file; --proxy none says that there is none.";
}

std::string proxy_of_environment() {
    for (const char* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    return {};
}

} // namespace fairway
