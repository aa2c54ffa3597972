#pragma once

#include <string>
#include <string_view>

namespace fairway::identify {

/// What the first bytes of an answer in another protocol than the expected one look like: "SSH", "HTTP", "TLS",
/// "SMTP greeting", "Kerberos", …; or "unknown bytes" with the first of them.
std::string looks_like(std::string_view received);

/// Whether the bytes begin like a protocol other than SSH that greets with a line of text.
bool is_foreign_greeting(std::string_view received);

/// What came of an answer before the connection ended, on one line, if it is text; empty: it is none.
std::string last_words(std::string_view received);

inline constexpr std::size_t longest_identity = 80; ///< characters of untrusted text that are shown

/// Untrusted text, fit to be shown: bytes other than printable ASCII become '?', and what is too long is cut.
std::string printable(std::string_view text, std::size_t most = longest_identity);

} // namespace fairway::identify
