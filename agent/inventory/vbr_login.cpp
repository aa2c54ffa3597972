#include "agent/inventory/vbr_login.hpp"

#include "support/system/file.hpp"
#include "text/decoded_text.hpp"
#include "text/utf8.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>

namespace fairway {

namespace {

constexpr std::size_t longest_login_file = 4096; // bytes, of UTF-16 too

read_result<vbr_login> vbr_login_failure(const std::string& file, std::string why) {
    return {std::nullopt, {{file, "", std::move(why)}}};
}

void wipe(std::string& secret) {
    ::OPENSSL_cleanse(secret.data(), secret.size());
    secret.clear();
}

bool is_login_text(const std::string& text) {
    return !text.empty() && text.size() <= longest_vbr_login &&
           std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

} // namespace

vbr_login::~vbr_login() {
    wipe(password);
}

read_result<vbr_login> parse_vbr_login(std::string text, const std::string& file) {
    if (has_utf16_mark(text)) {
        auto decoded = utf16_to_utf8(text, file);
        wipe(text);
        if (!decoded) return {std::nullopt, std::move(decoded.problems)};
        text = std::move(*decoded.value);
    }
    text.erase(0, text.size() - without_bom(text).size());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    const auto split = end < text.size() ? end : std::min(text.find(':'), text.size());
    auto next = split + 1;
    if (end < text.size() && text.compare(end, 2, "\r\n") == 0) ++next;
    vbr_login login(text.substr(0, split), next <= text.size() ? text.substr(next) : std::string());
    wipe(text);
    if (is_login_text(login.user) && is_login_text(login.password) && !first_invalid_utf8(login.user) &&
        !first_invalid_utf8(login.password))
        return {std::move(login), {}};
    return vbr_login_failure(file, "expected one line USER:PASSWORD, or two lines, the user and the password");
}

read_result<vbr_login> read_vbr_login(const std::string& path) {
    using result = file_content::result;
    auto content = read_file(path, longest_login_file, readable_file::secret);
    switch (content.outcome) {
    case result::read: break;
    case result::cannot_open:
        return vbr_login_failure(path, std::string("cannot be opened: ") + std::strerror(content.error));
    case result::cannot_read:
        return vbr_login_failure(path, std::string("cannot be read: ") + std::strerror(content.error));
    case result::folder:
    case result::not_regular: return vbr_login_failure(path, "is not a regular file");
    case result::not_private:
        return vbr_login_failure(path, "other users can read or change this file, which holds a password; run `" +
                                           how_to_make_private(path) + "`");
    }
    if (!content.whole) {
        wipe(content.text);
        return vbr_login_failure(path, "is too large to be a user and a password");
    }
    return parse_vbr_login(std::move(content.text), path);
}

} // namespace fairway
