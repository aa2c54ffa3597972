#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fairway::wire {

/// A message of ONC RPC, or of a protocol that borrows its framing, in a TCP record of one fragment (RFC 5531 §11).
std::string as_rpc_record(std::string_view message);

/// What of the first record of a stream is there.
struct rpc_record {
    std::string bytes; ///< its fragments, joined
    bool whole = false;
    bool too_long = false; ///< longer than what was allowed, or with an empty fragment
};

rpc_record join_rpc_record(std::string_view received, std::size_t longest);

} // namespace fairway::wire
