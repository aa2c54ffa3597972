#include "probes/wire/ndmp.hpp"

#include "probes/wire/bytes.hpp"
#include "probes/wire/rpc_record.hpp"

namespace fairway::wire {

namespace {

constexpr std::uint32_t ndmp_request = 0; // message_type; notifications are requests that get no reply
constexpr std::uint32_t notify_connection_status = 0x502;
constexpr std::size_t longest_ndmp_message = 4096, longest_reason = 1024;
constexpr unsigned last_version = 255;

void read_header(stream_reader& in) {
    in.take(8); // sequence and time
    in.require(in.u32() == ndmp_request);
    in.require(in.u32() == notify_connection_status);
    in.require(in.u32() == 0); // in reply to nothing
    in.require(in.u32() == 0); // no error
}

} // namespace

decoded<ndmp_status> decode_ndmp_status(std::string_view received) {
    const rpc_record joined = join_rpc_record(received, longest_ndmp_message);
    if (joined.too_long) return malformed{};
    ndmp_status status;
    stream_reader in(joined.bytes);
    read_header(in);
    const std::uint32_t reason = in.u32();
    in.require(reason <= 2);
    status.said = static_cast<ndmp_status::reason>(reason <= 2 ? reason : 0);
    status.version = in.u32();
    in.require(status.version >= 1 && status.version <= last_version);
    const std::size_t length = in.u32();
    in.require(length <= longest_reason);
    status.text = std::string(in.take(length));
    in.take((4 - length % 4) % 4);
    in.require(in.at() == joined.bytes.size());

    const auto result = in.result(status);
    if (std::holds_alternative<incomplete>(result) && joined.whole) return malformed{};
    if (std::holds_alternative<ndmp_status>(result) && !joined.whole) return incomplete{};
    return result;
}

bool looks_like_ndmp(std::string_view received) {
    const rpc_record joined = join_rpc_record(received, longest_ndmp_message);
    stream_reader in(joined.bytes);
    read_header(in);
    return in.ok();
}

} // namespace fairway::wire
