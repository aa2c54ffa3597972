#pragma once

#include "text/ip_address.hpp"

#include <optional>
#include <string_view>

namespace fairway {

/// The addresses that share their first bits.
struct ip_network {
    ip_address base;
    unsigned bits = 0; ///< of `base` that count; all of them: one address

    bool is_one_address() const { return bits == base.size * 8; }
    bool contains(const ip_address& address) const;
};

/// Of "10.1.0.0/16" or "2001:db8::/32"; bits behind the prefix may be set, as in "10.1.2.3/16". An address alone is a
/// network of one.
std::optional<ip_network> parse_ip_network(std::string_view text);

} // namespace fairway
