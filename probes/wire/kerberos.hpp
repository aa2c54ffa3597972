#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::wire {

/// AS-REQ (RFC 4120 §5.4.1) without preauthentication, for a principal and of a realm that nobody has: their names hold
/// `token`, 16 hexadecimal digits. No account is named, so none can fail to log in.
std::string kerberos_as_request(std::string_view token);

/// In front of a message over TCP stands its length (RFC 4120 §7.2.2).
std::string kerberos_over_tcp(std::string_view message);

struct kerberos_answer {
    std::optional<std::uint32_t> error; ///< error-code of a KRB-ERROR (§5.9.1); none: an AS-REP (§5.4.2)
    std::string realm;                  ///< as it came
    bool repeats = false;               ///< one of its names holds our token
};

/// The answer to kerberos_as_request(token), as one datagram; nothing on anything else.
std::optional<kerberos_answer> decode_kerberos(std::string_view message, std::string_view token);

/// The same, over TCP.
decoded<kerberos_answer> decode_kerberos_over_tcp(std::string_view received, std::string_view token);

} // namespace fairway::wire
