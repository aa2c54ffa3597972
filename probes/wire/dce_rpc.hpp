#pragma once

#include "probes/wire/stream_reader.hpp"

#include <bit>
#include <cstddef>
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

/// How many bytes the first PDU takes in which an answer was found: what lies behind it answers something else.
std::size_t dce_rpc_size(std::string_view received);

/// A call of an operation of the interface that was bound (C706 §12.6.4.9), in one fragment, little-endian.
std::string dce_rpc_request(std::uint32_t call_id, std::uint16_t operation, std::string_view arguments);

/// A piece of the answer to a call.
struct dce_rpc_fragment {
    bool is_fault = false;
    std::uint32_t code = 0; ///< fault: its status
    bool first = false, last = false;
    std::endian order = std::endian::little; ///< of the integers in `results`
    std::string_view results;                ///< points into what was received
    std::size_t size = 0;                    ///< bytes that it takes
};

/// What the server answers to the call, one fragment of it (C706 §12.6.4.7 and §12.6.4.10).
decoded<dce_rpc_fragment> decode_dce_rpc_fragment(std::string_view received, std::uint32_t call_id);

} // namespace fairway::wire
