#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// SESSION REQUEST (RFC 1002 §4.3.2) to the name that every SMB server answers to, whatever its own: "*SMBSERVER"
/// ([MS-SMB] 2.1). The session carries nothing.
std::string netbios_session_request();

struct netbios_session_answer {
    enum class kind { accepted, refused, retargeted };
    kind said = kind::accepted;
    std::uint8_t error = 0; ///< refused: ERROR_CODE of RFC 1002 §4.3.4
};

decoded<netbios_session_answer> decode_netbios_session_answer(std::string_view received);

} // namespace fairway::wire
