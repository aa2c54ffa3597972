#include "probes/wire/dce_rpc.hpp"

#include "probes/wire/bytes.hpp"

#include <algorithm>
#include <initializer_list>

namespace fairway::wire {

namespace {

using namespace std::string_view_literals;

// PTYPE values, C706 §12.6.4.1
constexpr std::uint8_t type_request = 0;
constexpr std::uint8_t type_response = 2;
constexpr std::uint8_t type_fault = 3;
constexpr std::uint8_t type_bind = 11;
constexpr std::uint8_t type_bind_ack = 12;
constexpr std::uint8_t type_bind_nak = 13;

constexpr std::uint8_t first_fragment = 0x01; // PFC_FIRST_FRAG
constexpr std::uint8_t last_fragment = 0x02;  // PFC_LAST_FRAG
constexpr std::uint16_t fragment_size = 5840; // what Windows' own clients offer
constexpr std::size_t longest_answer = 4096;  // a bind_ack takes some 60 bytes
constexpr std::size_t pdu_header_size = 16;

struct syntax {
    std::uint32_t time_low;
    std::uint16_t time_mid, time_high;
    std::string_view rest; // clock sequence and node
    std::uint32_t version;
};
constexpr syntax endpoint_mapper{0xe1af8308, 0x5d1f, 0x11c9, "\x91\xa4\x08\x00\x2b\x14\xa0\xfa"sv,
                                 3};                                                       // C706 appendix O
constexpr syntax ndr{0x8a885d04, 0x1ceb, 0x11c9, "\x9f\xe8\x08\x00\x2b\x10\x48\x60"sv, 2}; // C706 §14

void put_syntax(std::string& out, const syntax& s) {
    put_u32_le(out, s.time_low);
    put_u16_le(out, s.time_mid);
    put_u16_le(out, s.time_high);
    out += s.rest;
    put_u32_le(out, s.version);
}

std::string dce_rpc_pdu(std::uint8_t type, std::uint32_t call_id, std::string_view body) {
    std::string out;
    put_u8(out, 5); // rpc_vers and rpc_vers_minor
    put_u8(out, 0);
    put_u8(out, type);
    put_u8(out, first_fragment | last_fragment);
    put_u32_le(out, 0x10); // data representation: little-endian, ASCII, IEEE
    put_u16_le(out, static_cast<std::uint16_t>(pdu_header_size + body.size()));
    put_u16_le(out, 0); // no authentication
    put_u32_le(out, call_id);
    return out.append(body);
}

struct pdu_header {
    std::uint8_t type = 0, flags = 0;
    std::endian order = std::endian::little;
    std::size_t size = 0;
};

/// Reads the header that all PDUs have (C706 §12.6.3.1), and sets order and limit of `in` to its.
pdu_header read_pdu_header(stream_reader& in, std::uint32_t call_id, std::initializer_list<std::uint8_t> types,
                           std::size_t longest) {
    pdu_header h;
    in.expect("\x05");
    in.require(in.u8() <= 1);
    h.type = in.u8();
    in.require(std::find(types.begin(), types.end(), h.type) != types.end());
    h.flags = in.u8();
    const std::uint8_t integers = in.u8() >> 4;
    in.require(integers <= 1);
    h.order = integers == 1 ? std::endian::little : std::endian::big;
    in.byte_order(h.order);
    in.take(3);
    h.size = in.u16();
    in.require(h.size > pdu_header_size && h.size <= longest);
    in.limit(h.size - in.at());
    in.u16(); // length of authentication data
    in.require(in.u32() == call_id);
    return h;
}

} // namespace

std::string dce_rpc_bind_to_endpoint_mapper(std::uint32_t call_id) {
    std::string body;
    put_u16_le(body, fragment_size); // max_xmit_frag, max_recv_frag
    put_u16_le(body, fragment_size);
    put_u32_le(body, 0); // a new association group
    put_u32_le(body, 1); // one presentation context: number 0, with one transfer syntax
    put_u16_le(body, 0);
    put_u16_le(body, 1);
    put_syntax(body, endpoint_mapper);
    put_syntax(body, ndr);

    return dce_rpc_pdu(type_bind, call_id, body);
}

decoded<dce_rpc_answer> decode_dce_rpc_answer(std::string_view received, std::uint32_t call_id) {
    dce_rpc_answer answer;
    stream_reader in(received);
    const auto header = read_pdu_header(in, call_id, {type_bind_ack, type_bind_nak, type_fault}, longest_answer);

    if (header.type == type_bind_ack) { // C706 §12.6.4.4
        answer.said = dce_rpc_answer::kind::bind_ack;
        in.take(8);        // fragment sizes, association group
        in.take(in.u16()); // secondary address
        in.take((4 - in.at() % 4) % 4);
        const std::uint8_t results = in.u8();
        in.take(3);
        in.require(results == 1);
        const std::uint16_t result = in.u16();
        in.require(result <= 3); // 3: negotiate_ack, [MS-RPCE] 2.2.2.4
        answer.accepted = result == 0;
        answer.code = in.u16();
        in.take(20);                           // the transfer syntax
    } else if (header.type == type_bind_nak) { // C706 §12.6.4.5
        answer.said = dce_rpc_answer::kind::bind_nak;
        answer.code = in.u16();
    } else {        // C706 §12.6.4.7
        in.take(8); // allocation hint, context, cancel count
        answer.code = in.u32();
    }
    in.take_rest();
    return in.result(answer);
}

std::size_t dce_rpc_size(std::string_view received) {
    stream_reader in(received);
    in.take(4); // version, type, flags
    in.byte_order(in.u8() >> 4 == 1 ? std::endian::little : std::endian::big);
    in.take(3);
    return std::min<std::size_t>(in.u16(), received.size());
}

std::string dce_rpc_request(std::uint32_t call_id, std::uint16_t operation, std::string_view arguments) {
    std::string body;
    put_u32_le(body, static_cast<std::uint32_t>(arguments.size())); // allocation hint
    put_u16_le(body, 0);                                            // presentation context
    put_u16_le(body, operation);
    return dce_rpc_pdu(type_request, call_id, body.append(arguments));
}

decoded<dce_rpc_fragment> decode_dce_rpc_fragment(std::string_view received, std::uint32_t call_id) {
    dce_rpc_fragment f;
    stream_reader in(received);
    const auto header = read_pdu_header(in, call_id, {type_response, type_fault}, 0xffff);
    f.is_fault = header.type == type_fault;
    f.first = (header.flags & first_fragment) != 0;
    f.last = (header.flags & last_fragment) != 0;
    f.order = header.order;
    f.size = header.size;
    in.take(8); // allocation hint, context, cancel count
    if (f.is_fault) f.code = in.u32();
    f.results = in.take_rest();
    return in.result(f);
}

} // namespace fairway::wire
