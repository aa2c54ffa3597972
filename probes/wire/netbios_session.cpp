#include "probes/wire/netbios_session.hpp"

#include "probes/wire/netbios_name.hpp"

namespace fairway::wire {

namespace {

// TYPE values, RFC 1002 §4.3.1
constexpr std::uint8_t session_request = 0x81;
constexpr std::uint8_t type_positive = 0x82;
constexpr std::uint8_t type_negative = 0x83;
constexpr std::uint8_t type_retarget = 0x84;

} // namespace

std::string netbios_session_request() {
    // The last byte of a name is its kind: 0x20, a file server, is also the padding; 0 is a workstation.
    const std::string called = encode_netbios_name("*SMBSERVER", ' ');
    const std::string calling = encode_netbios_name(std::string("FAIRWAY        ") + '\0', ' ');
    std::string out;
    put_u8(out, session_request);
    put_u8(out, 0);
    put_u16(out, static_cast<std::uint16_t>(called.size() + calling.size()));
    return out + called + calling;
}

decoded<netbios_session_answer> decode_netbios_session_answer(std::string_view received) {
    netbios_session_answer answer;
    stream_reader in(received);
    const std::uint8_t type = in.u8();
    in.require(type >= type_positive && type <= type_retarget);
    in.require(in.u8() == 0); // flags: no long packet
    const std::uint16_t length = in.u16();
    switch (type) {
    case type_positive: in.require(length == 0); break;
    case type_negative:
        in.require(length == 1);
        answer = {netbios_session_answer::kind::refused, in.u8()};
        in.require((answer.error >= 0x80 && answer.error <= 0x83) || answer.error == 0x8f);
        break;
    default:
        in.require(length == 6);
        answer.said = netbios_session_answer::kind::retargeted;
        in.take(length);
    }
    return in.result(answer);
}

} // namespace fairway::wire
