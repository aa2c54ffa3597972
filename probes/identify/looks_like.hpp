#pragma once

#include <string>
#include <string_view>

namespace fairway::identify {

/// What the first bytes of a server that did not speak the expected protocol look like: "SSH", "HTTP", "TLS",
/// "SMTP/FTP greeting", …; or "unknown bytes" with the first of them.
std::string looks_like(std::string_view received);

/// Whether the bytes begin as a protocol does that greets with a line of text, and that is not SSH.
bool is_foreign_greeting(std::string_view received);

/// A stranger's text, fit to be shown: other bytes than those of printable ASCII become '?', the rest is cut.
std::string printable(std::string_view text);

inline constexpr std::size_t longest_identity = 80; ///< characters of a stranger's text that are shown

} // namespace fairway::identify
