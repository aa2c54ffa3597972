#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::wire {

/// A client's packet of version 4 (RFC 5905 §7.3). It tells nothing of this host: its only field is the transmit
/// timestamp, and that is the `cookie`.
std::string ntp_request(std::uint64_t cookie);

struct ntp_answer {
    unsigned version = 0;
    unsigned stratum = 0;
    bool synchronized = false;
    std::string kiss_code; ///< Stratum 0: four letters such as RATE and DENY (§7.4), or fewer; printable.
};

/// A server's answer to ntp_request(cookie), whose time of origin is that of the request; nothing on anything else.
std::optional<ntp_answer> decode_ntp_answer(std::string_view answer, std::uint64_t cookie);

/// Whether it has the form of a server's answer to anybody.
bool looks_like_ntp(std::string_view datagram);

} // namespace fairway::wire
