#include "agent/output/html_page.hpp"

#include "agent/output/escape.hpp"

#include <openssl/evp.h>

#include <array>

namespace fairway {

namespace {

/// "sha256-…" as a content security policy names a text that it allows (CSP Level 3, section 2.3.1).
std::string policy_hash(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) return {};
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64{};
    const int length = EVP_EncodeBlock(base64.data(), hash.data(), static_cast<int>(size));
    return "sha256-" + std::string(reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length));
}

// 12 x 12, in the color of the text around them.
constexpr const char* signs = R"svg(<svg class="signs" aria-hidden="true" focusable="false"><defs>
<symbol id="s-pass" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5" fill="currentColor"/></symbol>
<symbol id="s-warn" viewBox="0 0 12 12"><path d="M6 .8 11.6 11H.4z" fill="currentColor"/></symbol>
<symbol id="s-unknown" viewBox="0 0 12 12"><path d="M6 .4 11.6 6 6 11.6.4 6z" fill="currentColor"/></symbol>
<symbol id="s-fail" viewBox="0 0 12 12"><rect x=".5" y=".5" width="11" height="11" rx="1.5" fill="currentColor"/><path d="m3.3 3.3 5.4 5.4m0-5.4L3.3 8.7" class="cut"/></symbol>
<symbol id="s-skip" viewBox="0 0 12 12"><rect x="1" y="4.8" width="10" height="2.4" rx="1.2" fill="currentColor"/></symbol>
<pattern id="p-fail" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" class="fill-fail"/><rect width="3.5" height="8" class="stroke-fail"/></pattern>
<pattern id="p-unknown" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="8" height="8" class="fill-unknown"/><rect width="2" height="8" class="stroke-unknown"/></pattern>
<pattern id="p-warn" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="fill-warn"/><circle cx="4" cy="4" r="1.8" class="stroke-warn"/></pattern>
</defs></svg>
)svg";

} // namespace

std::string html_page(std::string_view title, std::string_view body) {
    std::string style;
    for (const auto& sheet : page_styles())
        style += sheet.text;
    std::string page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '" +
                       policy_hash(style) +
                       "'; base-uri 'none'; form-action 'none'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
                       "dark\">\n<title>" +
                       markup(title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n";
    page += signs;
    page += body;
    return page + "</body>\n</html>\n";
}

std::string html_outcome(outcome o, std::string_view word) {
    const std::string name(to_string(o));
    return "<span class=\"outcome " + name +
           "\"><svg class=\"sign\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><use "
           "href=\"#s-" +
           name + "\"/></svg>" + markup(word) + "</span>";
}

std::string html_cell(std::string_view text) {
    return "<td>" + markup(text) + "</td>";
}

std::string html_link(std::string_view url, std::string_view words) {
    if (!is_web_address(url)) return markup(words);
    return "<a href=\"" + markup(url) + "\" rel=\"noopener noreferrer\">" + markup(words) + "</a>";
}

} // namespace fairway
