#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// NDMP_NOTIFY_CONNECTION_STATUS (NDMP version 4, draft-skardal-ndmp4-04 §4.2.1): what a server says first.
struct ndmp_status {
    enum class reason { connected, shutdown, refused };
    reason said = reason::connected;
    std::uint32_t version = 0; ///< the highest that the server speaks
    std::string text;          ///< why, in its words; may be empty
};

/// In ONC RPC's framing and XDR.
decoded<ndmp_status> decode_ndmp_status(std::string_view received);

/// Whether a stream begins with a whole header of any NDMP message of a server.
bool looks_like_ndmp(std::string_view received);

/// NDMP_CONNECT_CLOSE (§4.1.4), to which no answer is due: the last message of a client. A record of one fragment;
/// sequence 1, no time, a request, its code, in reply to nothing, no error.
inline constexpr std::string_view ndmp_connect_close{"\x80\0\0\x18"
                                                     "\0\0\0\1"
                                                     "\0\0\0\0"
                                                     "\0\0\0\0"
                                                     "\0\0\x09\x02"
                                                     "\0\0\0\0"
                                                     "\0\0\0\0",
                                                     28};

} // namespace fairway::wire
