#pragma once

#include "probes/wire/stream_reader.hpp"

#include <string_view>

namespace fairway::wire {

/// An SSH server's identification string (RFC 4253 §4.2). Both parts lie in the bytes that were decoded.
struct ssh_banner {
    std::string_view protocol; ///< "2.0"; "1.99" speaks both 2.0 and its forerunner
    std::string_view software; ///< software version and comments, printable
};

/// A server may send lines of text before it; more of them than this are not waited for.
inline constexpr std::size_t longest_ssh_preamble = 16 * 1024; ///< bytes; RFC 4253 sets no limit

decoded<ssh_banner> decode_ssh_banner(std::string_view received);

} // namespace fairway::wire
