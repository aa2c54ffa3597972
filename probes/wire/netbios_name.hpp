#pragma once

#include "probes/wire/bytes.hpp"

#include <string>
#include <string_view>

namespace fairway::wire {

inline constexpr std::size_t netbios_name_size = 16; ///< bytes, RFC 1001 §14.1: 15 of name and one of kind

/// First- and second-level encoding of a name without scope (RFC 1001 §14.1, RFC 1002 §4.1): each half byte becomes a
/// letter from 'A'. `name` is padded with `padding` to 16 bytes, and cut there. "*" is padded with zeros.
inline std::string encode_netbios_name(std::string_view name, char padding) {
    std::string raw(name.substr(0, netbios_name_size));
    raw.resize(netbios_name_size, padding);
    std::string out;
    put_u8(out, 2 * netbios_name_size);
    for (const char c : raw) {
        const auto byte = static_cast<unsigned char>(c);
        out += static_cast<char>('A' + (byte >> 4));
        out += static_cast<char>('A' + (byte & 0x0f));
    }
    put_u8(out, 0);
    return out;
}

} // namespace fairway::wire
