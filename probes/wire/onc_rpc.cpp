#include "probes/wire/onc_rpc.hpp"

#include "probes/wire/bytes.hpp"
#include "probes/wire/rpc_record.hpp"

namespace fairway::wire {

namespace {

constexpr std::size_t longest_rpc_record = 1024; // a reply to the null procedure carries nothing but its status
constexpr std::size_t longest_verifier = 400;    // RFC 5531 §8.2

// Discriminants of RFC 5531 §9
constexpr std::uint32_t call = 0, reply = 1;
constexpr std::uint32_t accepted = 0, denied = 1;
constexpr std::uint32_t program_mismatch = 2, last_accept_stat = 5;
constexpr std::uint32_t rpc_mismatch = 0, auth_error = 1;

} // namespace

std::string onc_rpc_null_call(std::uint32_t xid, const onc_rpc_program& program) {
    std::string message;
    for (const std::uint32_t word : {xid, call, 2U /* RPC version */, program.number, program.version, 0U,
                                     /* credentials and verifier: AUTH_NONE, empty */ 0U, 0U, 0U, 0U})
        put_u32(message, word);
    return as_rpc_record(message);
}

decoded<onc_rpc_reply> decode_onc_rpc_reply(std::string_view received, std::uint32_t xid) {
    const rpc_record joined = join_rpc_record(received, longest_rpc_record);
    if (joined.too_long) return malformed{};
    onc_rpc_reply answer;
    stream_reader in(joined.bytes);
    in.require(in.u32() == xid);
    in.require(in.u32() == reply);
    const std::uint32_t status = in.u32();
    in.require(status == accepted || status == denied);
    if (status == accepted) {
        in.take(4); // the verifier's flavor
        const std::size_t verifier = in.u32();
        in.require(verifier <= longest_verifier);
        in.take((verifier + 3) / 4 * 4);
        const std::uint32_t accept_stat = in.u32();
        in.require(accept_stat <= last_accept_stat);
        answer.said = static_cast<onc_rpc_reply::kind>(accept_stat);
        if (accept_stat == program_mismatch) {
            answer.lowest = in.u32();
            answer.highest = in.u32();
        }
    } else {
        answer.said = onc_rpc_reply::kind::denied;
        const std::uint32_t why = in.u32();
        in.require(why == rpc_mismatch || why == auth_error);
        in.take(why == rpc_mismatch ? 8 : 4); // versions, or what is wrong with the credentials
    }
    in.require(in.at() == joined.bytes.size());

    const auto result = in.result(answer);
    if (std::holds_alternative<incomplete>(result) && joined.whole) return malformed{};
    if (std::holds_alternative<onc_rpc_reply>(result) && !joined.whole) return incomplete{};
    return result;
}

} // namespace fairway::wire
