#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// Which service of an ONC RPC server is meant.
struct onc_rpc_program {
    std::uint32_t number = 0;
    std::uint32_t version = 0;
};

/// A call of procedure 0, which every program has and which does nothing (RFC 5531 §12.1), without credentials, in a
/// TCP record (§11).
std::string onc_rpc_null_call(std::uint32_t xid, const onc_rpc_program& program);

struct onc_rpc_reply {
    enum class kind { success, no_program, other_version, no_procedure, bad_arguments, system_error, denied };
    kind said = kind::success;
    std::uint32_t lowest = 0, highest = 0; ///< other_version: the versions that there are
};

/// The reply to the call with this id (RFC 5531 §9).
decoded<onc_rpc_reply> decode_onc_rpc_reply(std::string_view received, std::uint32_t xid);

} // namespace fairway::wire
