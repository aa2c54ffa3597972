#include "probes/wire/iscsi.hpp"

#include "probes/wire/bytes.hpp"

namespace fairway::wire {

namespace {

// RFC 7143 §11.2.1.2
constexpr std::uint8_t login_request = 0x03, login_response = 0x23, reject_pdu = 0x3f, immediate = 0x40;
constexpr std::uint8_t random_isid = 0x80; // §11.12.5
constexpr std::uint32_t task_tag = 0x46574159, no_task = 0xffffffff;
constexpr std::uint32_t longest_data = 64 * 1024; // 8 KiB is what a target may send in the login

void put_u24(std::string& out, std::size_t value) {
    put_u8(out, static_cast<std::uint8_t>(value >> 16 & 0xff));
    put_u16(out, static_cast<std::uint16_t>(value & 0xffff));
}

} // namespace

std::string iscsi_login_request() {
    std::string keys; // §13: each ends with a zero
    for (const std::string_view key :
         {"InitiatorName=iqn.2026-01.invalid.fairway:connectivity-check", "SessionType=Discovery", "AuthMethod=None"})
        keys.append(key).push_back('\0');
    std::string out;
    put_u8(out, immediate | login_request);
    put_u8(out, 0);  // security negotiation, and no step beyond it
    put_u16(out, 0); // the only version there is
    put_u8(out, 0);  // no further headers
    put_u24(out, keys.size());
    put_u8(out, random_isid);
    put_u24(out, 0x464157);
    put_u16(out, 0);
    put_u16(out, 0); // a new session
    put_u32(out, task_tag);
    out.append(48 - out.size(), 0); // connection, and sequence numbers from zero
    out += keys;
    return out.append((4 - keys.size() % 4) % 4, 0);
}

decoded<iscsi_answer> decode_iscsi_answer(std::string_view received) {
    iscsi_answer answer;
    stream_reader in(received);
    const std::uint8_t opcode = in.u8();
    in.require(opcode == login_response || opcode == reject_pdu);
    const bool is_login = opcode == login_response;
    const std::uint8_t flags = in.u8();
    in.require(is_login ? (flags & 0x30) == 0 : flags == 0x80); // of a login: transit, continue, two stages
    if (!is_login) answer.said = iscsi_answer::kind::reject;
    const std::uint8_t second = in.u8(), third = in.u8();
    in.require(!is_login || third <= second); // the version in use, and the highest
    if (!is_login) answer.status_detail = second;
    in.u8(); // further headers: none is defined for these
    const std::uint32_t data = static_cast<std::uint32_t>(in.u8()) << 16 | in.u16();
    in.require(data <= longest_data);
    in.take(8);
    in.require(in.u32() == (is_login ? task_tag : no_task));
    in.take(16);
    const std::uint8_t status = in.u8(), detail = in.u8();
    in.require(!is_login || status <= 3);
    in.take(10);
    if (is_login) {
        answer.status_class = status;
        answer.status_detail = detail;
    }
    return in.result(answer);
}

} // namespace fairway::wire
