#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::wire {

/// One element of the BER subset that LDAP (RFC 4511 §5.1) and Kerberos use: definite lengths, tags of one byte.
struct ber_element {
    std::uint8_t tag = 0;
    std::string_view content;
};

namespace ber_tag {
inline constexpr std::uint8_t boolean = 0x01;
inline constexpr std::uint8_t integer = 0x02;
inline constexpr std::uint8_t octet_string = 0x04;
inline constexpr std::uint8_t enumerated = 0x0a;
inline constexpr std::uint8_t sequence = 0x30;
inline constexpr std::uint8_t set = 0x31;
} // namespace ber_tag

/// Below 64 KiB the length is as short as can be, as DER wants it.
void put_ber(std::string& out, std::uint8_t tag, std::string_view content);

/// A length, short or long form; up to four bytes of it, padded or not.
std::size_t read_ber_length(stream_reader& in);

/// Takes the first element off `bytes`; nothing when there is none that is whole.
std::optional<ber_element> next_ber(std::string_view& bytes);

/// An unsigned number up to 2^31-1, as LDAP's ids and result codes are.
std::optional<std::uint32_t> ber_number(std::string_view content);

} // namespace fairway::wire
