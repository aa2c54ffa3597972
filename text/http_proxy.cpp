#include "text/http_proxy.hpp"

#include "text/wording.hpp"

#include <charconv>
#include <optional>

namespace fairway {

namespace {

constexpr std::size_t longest_url = 1024;

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned value = 0;
        if (i + 3 > text.size()) return std::nullopt;
        const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
        if (error != std::errc() || end != text.data() + i + 3) return std::nullopt;
        out += static_cast<char>(value);
        i += 2;
    }
    return out;
}

} // namespace

read_result<http_proxy> parse_proxy_url(std::string_view url) {
    const auto fail = [](std::string why) { return read_result<http_proxy>{std::nullopt, {{"", "", std::move(why)}}}; };
    const std::string expected = "expected http://[USER:PASSWORD@]HOST:PORT";
    if (url.size() > longest_url) return fail("the proxy's URL is too long; " + expected);
    if (begins_with_scheme(url, "https://"))
        return fail("TLS to the proxy itself is not supported (what goes through it is encrypted anyway); " + expected);
    if (begins_with_scheme(url, "http://"))
        url.remove_prefix(7);
    else if (url.find("://") != std::string_view::npos)
        return fail("this kind of proxy is not supported; " + expected);
    if (url.ends_with('/')) url.remove_suffix(1);
    http_proxy proxy;
    if (const auto sign = url.rfind('@'); sign != std::string_view::npos) {
        const auto who = url.substr(0, sign);
        url.remove_prefix(sign + 1);
        const auto colon = who.find(':');
        const auto user = percent_decoded(who.substr(0, colon));
        const auto password = percent_decoded(colon == std::string_view::npos ? "" : who.substr(colon + 1));
        // RFC 7617: the first colon ends the user's name.
        if (!user || !password || user->empty() || user->find(':') != std::string::npos)
            return fail("the proxy's user name or password is not readable: write characters other than letters "
                        "and digits as %XX; " +
                        expected);
        proxy.user = *user;
        proxy.password = *password;
    }
    auto at = parse_host_port(url, usual_proxy_port);
    if (!at) return fail("the proxy " + in_quotes(url) + ": " + expected);
    proxy.at = std::move(*at);
    return {std::move(proxy), {}};
}

} // namespace fairway
