#include "probes/wire/tds.hpp"

#include "probes/wire/bytes.hpp"

#include <bit>

namespace fairway::wire {

namespace {

// [MS-TDS] 2.2.3.1
constexpr std::uint8_t tabular_result = 0x04, prelogin = 0x12, end_of_message = 0x01;
constexpr std::size_t tds_header = 8, longest_tds_answer = 4096;
// [MS-TDS] 2.2.6.5: options
constexpr std::uint8_t version_option = 0, encryption_option = 1, instance_option = 2, thread_option = 3,
                       terminator = 0xff;
constexpr std::uint8_t encrypt_off = 0; // no more than the login would be
constexpr std::uint8_t error_token = 0xaa;

bool read_options(std::string_view data, tds_answer& answer) {
    byte_reader in(data);
    for (bool first = true;; first = false) {
        const std::uint8_t option = in.u8();
        if (option == terminator) break;
        // VERSION is required, and the first.
        if (!in.ok() || (first != (option == version_option))) return false;
        const std::size_t at = in.u16(), size = in.u16();
        byte_reader value(data, at);
        const std::string_view bytes = value.take(size);
        if (!in.ok() || !value.ok()) return false;
        byte_reader inner(bytes);
        if (option == version_option) {
            if (size != 6) return false;
            answer.server = tds_answer::version{inner.u8(), inner.u8(), inner.u16()};
        } else if (option == encryption_option) {
            if (size < 1) return false;
            answer.encryption = inner.u8();
        }
    }
    return in.ok() && answer.server.has_value();
}

} // namespace

std::string tds_prelogin() {
    constexpr std::uint16_t options = 4, offsets = options * 5 + 1;
    std::string data;
    std::uint16_t at = offsets;
    const auto announce = [&](std::uint8_t option, std::uint16_t size) {
        put_u8(data, option);
        put_u16(data, at);
        put_u16(data, size);
        at = static_cast<std::uint16_t>(at + size);
    };
    announce(version_option, 6);
    announce(encryption_option, 1);
    announce(instance_option, 1);
    announce(thread_option, 4);
    put_u8(data, terminator);
    data.append(6, 0); // no version of a client
    put_u8(data, encrypt_off);
    put_u8(data, 0); // no instance's name to check
    data.append(4, 0);
    std::string out;
    put_u8(out, prelogin);
    put_u8(out, end_of_message);
    put_u16(out, static_cast<std::uint16_t>(tds_header + data.size()));
    out.append(4, 0); // SPID, packet, window
    return out + data;
}

decoded<tds_answer> decode_tds_answer(std::string_view received) {
    tds_answer answer;
    stream_reader in(received);
    in.require(in.u8() == tabular_result);
    in.require(in.u8() == end_of_message);
    const std::size_t length = in.u16();
    in.require(length > tds_header && length <= longest_tds_answer);
    in.take(3); // SPID and packet: of no meaning here
    in.require(in.u8() == 0);
    const std::string_view data = in.take(length - tds_header);
    if (!in.ok()) return in.result(answer);

    if (static_cast<std::uint8_t>(data[0]) != error_token) {
        if (!read_options(data, answer)) return malformed{};
        return answer;
    }
    stream_reader token(data.substr(1), std::endian::little);
    token.limit(token.u16());
    answer.error = token.u32();
    token.take(2); // state and class
    token.take(2 * std::size_t{token.u16()});
    if (!token.ok()) return malformed{};
    return answer;
}

} // namespace fairway::wire
