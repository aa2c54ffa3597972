#include "probes/wire/smb2.hpp"

#include "probes/wire/bytes.hpp"

#include <algorithm>

namespace fairway::wire {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view protocol_id = "\xFESMB"sv;
constexpr std::uint16_t smb2_header_size = 64;
constexpr std::uint16_t request_size = 36;
constexpr std::uint16_t response_size = 65; // [MS-SMB2] 2.2.4; counts one byte of the buffer, however long that is
constexpr std::uint16_t error_size = 9;     // [MS-SMB2] 2.2.2
constexpr std::uint32_t server_to_client = 0x1;
constexpr std::uint16_t dialects[] = {0x0202, 0x0210, 0x0300, 0x0302};
constexpr std::size_t longest_smb2_message = 16 * 1024; // the security token takes some hundred bytes

// [MS-SMB2] 2.2.3 wants clients to name themselves. There is no session to tell apart, so all of ours share one.
constexpr std::string_view client_guid = "\x5a\x1e\x0c\x9b\x77\x43\x1c\x4d\x8f\x02\x6f\xa1\x30\x55\xd8\x21"sv;

} // namespace

std::string smb2_negotiate_request() {
    std::string message(protocol_id); // header, [MS-SMB2] 2.2.1.2
    put_u16_le(message, smb2_header_size);
    put_u16_le(message, 0);                                  // credit charge
    put_u32_le(message, 0);                                  // status
    put_u16_le(message, 0);                                  // command: NEGOTIATE
    put_u16_le(message, 1);                                  // credits wanted
    message.append(smb2_header_size - message.size(), '\0'); // flags, ids and signature

    put_u16_le(message, request_size);
    put_u16_le(message, std::size(dialects));
    put_u16_le(message, 1); // signing enabled
    put_u16_le(message, 0);
    put_u32_le(message, 0); // no capabilities
    message += client_guid;
    message.append(8, '\0'); // client start time
    for (const std::uint16_t dialect : dialects)
        put_u16_le(message, dialect);

    std::string out;
    put_u32(out, static_cast<std::uint32_t>(message.size())); // a zero byte and a length of three bytes
    return out + message;
}

decoded<smb2_negotiated> decode_smb2_negotiate_response(std::string_view received) {
    smb2_negotiated answer;
    stream_reader in(received);
    in.expect("\0"sv);
    const std::size_t length = static_cast<std::size_t>(in.u8()) << 16 | in.u16();
    in.require(length >= smb2_header_size + error_size - 1 && length <= longest_smb2_message);
    in.limit(length);

    in.byte_order(std::endian::little);
    in.expect(protocol_id);
    in.require(in.u16() == smb2_header_size);
    in.take(2); // credit charge
    answer.status = in.u32();
    in.require(in.u16() == 0); // command
    in.take(2);                // credits
    in.require((in.u32() & server_to_client) != 0);
    in.take(4 + 8 + 8 + 8 + 16); // next command, message, process and tree, session, signature

    if (answer.status == 0) {
        in.require(in.u16() == response_size);
        in.take(2); // security mode
        answer.dialect = in.u16();
        in.require(std::find(std::begin(dialects), std::end(dialects), answer.dialect) != std::end(dialects));
        in.take(2 + 16 + 4 + 4 + 4 + 4 + 8 + 8 + 2 + 2 + 4); // contexts, GUID, capabilities, sizes, times, token
    } else {
        in.require(in.u16() == error_size);
    }
    in.take_rest();
    return in.result(answer);
}

} // namespace fairway::wire
