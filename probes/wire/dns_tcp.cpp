#include "probes/wire/dns_tcp.hpp"

#include "probes/wire/bytes.hpp"

namespace fairway::wire {

std::string dns_over_tcp(std::string_view message) {
    std::string out;
    put_u16(out, static_cast<std::uint16_t>(message.size()));
    return out.append(message);
}

decoded<std::string_view> decode_dns_over_tcp(std::string_view received, std::string_view query) {
    constexpr std::size_t header_size = 12;
    stream_reader in(received);
    const std::size_t length = in.u16();
    in.require(length >= header_size);
    in.limit(length);
    in.expect(query.substr(0, 2));        // the id
    in.require((in.u8() & 0xf8) == 0x80); // a response to a standard query
    in.take_rest();
    if (!in.ok()) return in.result(std::string_view{});
    const std::string_view message = received.substr(2, length);
    if (!is_dns_answer(message, query)) return malformed{};
    return message;
}

} // namespace fairway::wire
