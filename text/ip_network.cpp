#include "text/ip_network.hpp"

#include <charconv>

namespace fairway {

bool ip_network::contains(const ip_address& address) const {
    if (address.size != base.size) return false;
    for (unsigned bit = 0; bit < bits; bit += 8) {
        const unsigned counted = bits - bit < 8 ? 0xffU << (8 - (bits - bit)) : 0xffU;
        if (((base.bytes[bit / 8] ^ address.bytes[bit / 8]) & counted) != 0) return false;
    }
    return true;
}

std::optional<ip_network> parse_ip_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto base = parse_ip_address(text.substr(0, slash));
    if (!base) return std::nullopt;
    ip_network n{*base, static_cast<unsigned>(base->size * 8)};
    if (slash == std::string_view::npos) return n;
    const auto digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits > n.bits) return std::nullopt;
    n.bits = bits;
    return n;
}

} // namespace fairway
