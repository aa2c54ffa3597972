#pragma once

#include "probes/wire/stream_reader.hpp"

#include <string>
#include <string_view>

namespace fairway::wire {

/// What a server of SMTP, or of another protocol with such replies, says first (RFC 5321 §3.1 and §4.2): three digits,
/// and one line or several.
struct greeting {
    unsigned code = 0;     ///< 220: welcome
    std::string_view text; ///< of the first line, as it came
    std::string_view all;  ///< with all its lines
};

inline constexpr std::size_t longest_greeting = 8 * 1024; ///< bytes, of all its lines

decoded<greeting> decode_greeting(std::string_view received);

/// Servers of FTP greet with the same code (RFC 959 §5.4). Whether the words are those of a mail server: it says so, or
/// names itself like one (§4.2 of RFC 5321 has its domain first); a firewall may have put asterisks over them.
bool is_of_mail_server(const greeting& g);

/// The text without the time of day that many servers put behind their name.
std::string_view without_time(std::string_view text);

} // namespace fairway::wire
