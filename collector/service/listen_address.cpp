#include "collector/service/listen_address.hpp"

#include "text/ip_address.hpp"
#include "text/wording.hpp"

#include <charconv>

namespace fairway::collector {

std::optional<listen_address> parse_listen_address(std::string_view text, std::string& why_not) {
    listen_address l;
    auto rest = text;
    constexpr std::string_view plain = "http://", secure = "https://";
    if (rest.starts_with(plain)) {
        l.tls = false;
        rest.remove_prefix(plain.size());
    } else if (rest.starts_with(secure))
        rest.remove_prefix(secure.size());
    const auto colon = rest.rfind(':');
    const auto fail = [&](const std::string& why) {
        why_not = in_quotes(text) + ": " + why;
        return std::nullopt;
    };
    const std::string expected = "expected ADDRESS:PORT, e.g. 0.0.0.0:9440, [::1]:9440 or http://127.0.0.1:8080";
    if (colon == std::string_view::npos) return fail(expected);
    const auto port = rest.substr(colon + 1);
    auto address = rest.substr(0, colon);
    const bool v6 = address.starts_with('[') && address.ends_with(']');
    if (v6) address = address.substr(1, address.size() - 2);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), l.port);
    if (error != std::errc() || end != port.data() + port.size()) return fail(expected);
    l.address = address;
    const auto ip = parse_ip_address(l.address);
    if (!ip || ip->is_v4() == v6) return fail(expected);
    if (!l.tls && !is_loopback(*ip))
        return fail("plain HTTP is only for loopback addresses (127.0.0.1, [::1]); leave out http://");
    return l;
}

std::string to_string(const listen_address& l) {
    const bool v6 = l.address.find(':') != std::string::npos;
    return (v6 ? "[" + l.address + "]" : l.address) + ":" + std::to_string(l.port);
}

} // namespace fairway::collector
