#include "probes/wire/netbios_datagram.hpp"

#include "probes/wire/domain_name.hpp"
#include "probes/wire/netbios_name.hpp"

namespace fairway::wire {

namespace {

// MSG_TYPE, RFC 1002 §4.4.1
constexpr std::uint8_t datagram_error = 0x13;
constexpr std::uint8_t query_request = 0x14;
constexpr std::uint8_t positive_response = 0x15;
constexpr std::uint8_t negative_response = 0x16;

constexpr std::uint8_t first_and_only = 0x02; // F set, M clear; SNT 00: we are a B node

} // namespace

std::string netbios_datagram_query(std::uint16_t id, const netbios_source& source) {
    std::string out;
    put_u8(out, query_request);
    put_u8(out, first_and_only);
    put_u16(out, id);
    for (const std::uint8_t byte : source.address)
        put_u8(out, byte);
    put_u16(out, source.port);
    out += encode_netbios_name("*", '\0');
    return out;
}

bool is_netbios_datagram_answer(std::string_view answer, std::uint16_t id) {
    byte_reader in(answer);
    const std::uint8_t type = in.u8();
    const std::uint8_t flags = in.u8();
    const bool same_id = in.u16() == id;
    in.take(6); // source address and port
    if (!in.ok() || !same_id || (flags & 0xf0) != 0) return false;

    if (type == datagram_error) {
        const std::uint8_t code = in.u8();
        return code >= 0x82 && code <= 0x84;
    }
    return (type == positive_response || type == negative_response) && decode_name(answer, in).has_value();
}

} // namespace fairway::wire
