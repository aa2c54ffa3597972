#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fairway {

/// Who gave an answer that seems to come from a host.
enum class who_answered : std::uint8_t {
    not_applicable, ///< There was no such answer, or nothing to check: external targets, hosts on this network, UDP.
    unchecked,      ///< Hop checks were off, not available, or could not be finished.
    host,           ///< the host itself, as far as hop checks can tell, or its responder proved it
    on_way,         ///< somebody else on the path: see on_way
};
std::string_view to_string(who_answered w);
std::optional<who_answered> parse_who_answered(std::string_view word);

} // namespace fairway
