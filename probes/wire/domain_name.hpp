#pragma once

#include "probes/wire/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fairway::wire {

/// The labels of `name` as RFC 1035 §3.1 sends them; "." and "" are the root, a trailing dot is allowed. Nothing when
/// a label is empty or longer than 63 bytes or the whole exceeds 255.
std::optional<std::string> encode_name(std::string_view name);

/// Reads a name that may be compressed (RFC 1035 §4.1.4) and leaves `in`, a reader of the whole `message`, behind it.
/// Dots, backslashes and bytes that do not print come as in zone files (RFC 1035 §5.1): "\.", "\009". The root is ".".
/// Nothing on a truncated or too long name, and on pointers that do not lead backwards.
std::optional<std::string> decode_name(std::string_view message, byte_reader& in);

} // namespace fairway::wire
