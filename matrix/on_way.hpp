#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

enum class on_way_kind : std::uint8_t {
    router,             ///< A router on the path, known by its address.
    something,          ///< Not the host; its hop may be known, its address is not.
    redirect,           ///< Another machine, to which a router passes the connection on.
    accepts_everything, ///< Something that accepts every port, also those that no service uses.
};
std::string_view to_string(on_way_kind k);
std::optional<on_way_kind> parse_on_way_kind(std::string_view word);

/// What answered in a host's name, on the path to it.
struct on_way {
    on_way_kind kind = on_way_kind::something;
    std::string address;  ///< of a router; empty: not known
    std::uint8_t hop = 0; ///< 0: not known

    auto operator<=>(const on_way&) const = default;
};

} // namespace fairway
