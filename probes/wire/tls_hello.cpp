#include "probes/wire/tls_hello.hpp"

namespace fairway::wire {

namespace {

constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t server_hello = 2;
constexpr std::uint16_t longest_tls_record = 0x4000 + 2048;  // RFC 5246 §6.2.3
constexpr std::uint32_t shortest_hello = 2 + 32 + 1 + 2 + 1; // version, random, session id, cipher, compression

} // namespace

decoded<std::uint16_t> decode_tls_server_hello(std::string_view received) {
    stream_reader in(received);
    in.require(in.u8() == handshake_record);
    in.require(in.u8() == 3);
    in.u8(); // of the record; the hello has a version of its own
    const std::uint16_t record = in.u16();
    in.require(record >= 4 && record <= longest_tls_record);
    in.require(in.u8() == server_hello);
    const std::uint32_t length = static_cast<std::uint32_t>(in.u8()) << 16 | in.u16();
    in.require(length >= shortest_hello);
    const std::uint16_t version = in.u16();
    in.require(version >= 0x0300 && version <= tls_1_2);
    return in.result(version);
}

std::string tls_version_name(std::uint16_t version) {
    if (version == 0x0300) return "SSL 3.0";
    return "TLS 1." + std::to_string((version & 0xff) - 1);
}

} // namespace fairway::wire
