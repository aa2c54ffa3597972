#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// Where unanswered packets were dropped, seen from the last router that is known to have had them.
enum class dropped_at : std::uint8_t {
    unknown,       ///< They came at least this far; whether they were dropped at all is not known.
    here_or_after, ///< at this router, or between it and the next one
};
std::string_view to_string(dropped_at d);
std::optional<dropped_at> parse_dropped_at(std::string_view word);

/// Which packets were dropped.
enum class drop_way : std::uint8_t {
    either,      ///< this machine's, or the answers to them: it looks the same from here
    forward,     ///< this machine's, on their way to the host
    return_path, ///< the host's answers, on their way back
};
std::string_view to_string(drop_way w);
std::optional<drop_way> parse_drop_way(std::string_view word);

/// The last that is known of packets that nobody answered.
struct path_end {
    std::string router;   ///< address of the last router that had them
    std::uint8_t hop = 0; ///< its distance
    std::uint8_t of = 0;  ///< distance of the host; 0: not known
    dropped_at dropped = dropped_at::unknown;
    drop_way way = drop_way::either;

    /// Whether they were dropped on the path for certain: before the host, and on their way to it.
    bool is_before_host() const { return dropped == dropped_at::here_or_after && way == drop_way::forward; }
    bool operator==(const path_end&) const = default;
};

} // namespace fairway
