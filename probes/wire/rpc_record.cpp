#include "probes/wire/rpc_record.hpp"

#include "probes/wire/bytes.hpp"

#include <algorithm>

namespace fairway::wire {

namespace {

constexpr std::uint32_t last_record_fragment = 0x80000000;

} // namespace

std::string as_rpc_record(std::string_view message) {
    std::string out;
    put_u32(out, last_record_fragment | static_cast<std::uint32_t>(message.size()));
    return out.append(message);
}

rpc_record join_rpc_record(std::string_view received, std::size_t longest) {
    rpc_record r;
    byte_reader in(received);
    while (!r.whole && received.size() - in.at() >= 4) {
        const std::uint32_t mark = in.u32();
        const std::size_t length = mark & ~last_record_fragment;
        if (length == 0 || length > longest - r.bytes.size()) {
            r.too_long = true;
            return r;
        }
        const std::size_t here = std::min(length, received.size() - in.at());
        r.bytes += in.take(here);
        if (here < length) return r;
        r.whole = (mark & last_record_fragment) != 0;
    }
    return r;
}

} // namespace fairway::wire
