#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// SMB2 NEGOTIATE over direct TCP ([MS-SMB2] 2.1, 2.2.3) with the dialects 2.0.2 to 3.0.2. 3.1.1 would need contexts,
/// and every server that speaks it names an older one too, or says that it does not.
std::string smb2_negotiate_request();

/// What the server chose. A status other than 0 is an error, and there is no dialect.
struct smb2_negotiated {
    std::uint32_t status = 0;
    std::uint16_t dialect = 0; ///< 0x0302 is 3.0.2
};

inline constexpr std::uint32_t smb2_status_not_supported = 0xc00000bb; ///< [MS-ERREF] 2.3.1: none of these dialects

decoded<smb2_negotiated> decode_smb2_negotiate_response(std::string_view received);

} // namespace fairway::wire
