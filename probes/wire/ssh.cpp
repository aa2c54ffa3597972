#include "probes/wire/ssh.hpp"

#include <algorithm>

namespace fairway::wire {

namespace {

constexpr std::string_view prefix = "SSH-";
constexpr std::size_t longest_banner = 255; // RFC 4253 §4.2, line end included

bool is_printable(char c) {
    return c >= 0x20 && c <= 0x7e;
}

/// Lines before the banner are UTF-8 text; only control characters show that they are none.
bool is_text(std::string_view line) {
    return std::none_of(line.begin(), line.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7f;
    });
}

decoded<ssh_banner> decode_line(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    line.remove_prefix(prefix.size());
    const std::size_t dash = line.find('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == line.size()) return malformed{};
    if (!std::all_of(line.begin(), line.end(), is_printable)) return malformed{};
    const std::string_view protocol = line.substr(0, dash);
    if (protocol.find_first_not_of("0123456789.") != std::string_view::npos) return malformed{};
    return ssh_banner{protocol, line.substr(dash + 1)};
}

} // namespace

decoded<ssh_banner> decode_ssh_banner(std::string_view received) {
    for (std::size_t at = 0; at <= longest_ssh_preamble;) {
        const std::string_view rest = received.substr(at);
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        if (line.starts_with(prefix)) {
            // Old servers end the line with LF alone.
            if (end == std::string_view::npos)
                return line.size() < longest_banner ? decoded<ssh_banner>{} : malformed{};
            return end < longest_banner ? decode_line(line) : malformed{};
        }
        if (!is_text(line)) return malformed{};
        if (end == std::string_view::npos)
            return received.size() <= longest_ssh_preamble || prefix.starts_with(line) ? decoded<ssh_banner>{}
                                                                                       : malformed{};
        at += end + 1;
    }
    return malformed{};
}

} // namespace fairway::wire
