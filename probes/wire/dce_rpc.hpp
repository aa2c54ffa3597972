#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// A connection-oriented DCE/RPC bind (C706 §12.6.4.3, [MS-RPCE] 2.2.2) to the endpoint mapper, without
/// authentication. It agrees on an interface; no call is made.
std::string dce_rpc_bind_to_endpoint_mapper(std::uint32_t call_id);

struct dce_rpc_answer {
    enum class kind { bind_ack, bind_nak, fault };
    kind said = kind::fault;
    bool accepted = false;  ///< bind_ack: the interface is there
    std::uint32_t code = 0; ///< bind_ack not accepted, bind_nak: the reason; fault: its status
};

/// The server's answer to the bind of this call.
decoded<dce_rpc_answer> decode_dce_rpc_answer(std::string_view received, std::uint32_t call_id);

} // namespace fairway::wire
