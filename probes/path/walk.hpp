#pragma once

#include "matrix/observation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What packets showed that were to end after 1, 2, … hops on their way to one port of one address.
using walk = std::vector<observation>; ///< [0]: one hop

/// The least number of hops after which an answer came that was not "time exceeded"; nothing if none came.
/// An answer is a handshake or a RST, or for UDP what came from `target` itself.
std::optional<int> distance_of_answer(const walk& w, std::string_view target);

/// The router that said "time exceeded" after each number of hops; empty if none did.
std::vector<std::string> routers_of(const walk& w, std::string_view target);

/// Whether a "time exceeded" claims to come from the target itself: something on the way rewrites the address (DNAT),
/// and the packet ended behind it.
bool is_redirected(const walk& w, std::string_view target);

/// Hops that a packet with this time to live has behind it, by the usual initial values 64, 128 and 255.
int hops_behind(int ttl);

/// The initial value that a packet with this time to live began with: 64, 128 or 255.
int initial_ttl(int ttl);

/// Lower bounds of an answer's time to live (IP_MINTTL) that together tell it, for up to `hops` hops; ascending.
std::vector<int> ttl_bounds(int hops);

/// The time to live of answers that passed some of these bounds, as ttl_bounds() gave them. Nothing if it lies
/// between them, or where a higher bound was passed and a lower was not: then the answers took different paths.
std::optional<int> ttl_between(const std::vector<int>& bounds, const std::vector<bool>& passed);

/// Where packets of a silent port end.
struct walk_end {
    int last_hop = 0;         ///< the last that is known to have had the packet; 0: none answered
    std::string router;       ///< its address
    bool before_host = false; ///< the next router had answered for other packets: this one did not reach it
};

/// Nothing if one of them was answered: what seemed silent is not. `others`: routers as other packets to the same
/// address showed them; `hops`: distance of the host, where known.
walk_end end_of(const walk& silent, const std::vector<std::string>& others, std::optional<int> hops,
                std::string_view target);

} // namespace fairway
