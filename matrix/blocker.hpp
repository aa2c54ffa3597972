#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

enum class blocker_kind : std::uint8_t {
    router,            ///< A router on the path, known by its address: there or just after it.
    intermediary,      ///< Something on the path that answers in the host's name; its address is not known.
    proxy,             ///< The HTTP proxy at the address, which is then "host:port".
    host_firewall,     ///< the target's own firewall
    this_host,         ///< this host's own firewall, policy or limits
    nothing_listening, ///< The path is open; the service does not listen.
    service,           ///< What listens on the target is another service, or turns this host away.
    no_host,           ///< No host answers at the address.
    no_route,          ///< This host, or a router, has no route to the address.
    name,              ///< The name does not resolve.
    unknown,           ///< Something stops it; where is not known.
};
std::string_view to_string(blocker_kind k);
std::optional<blocker_kind> parse_blocker_kind(std::string_view word);

/// The place where a flow stops: who has to act.
struct blocker {
    blocker_kind kind = blocker_kind::unknown;
    std::string address;  ///< of that place; empty: not known
    std::uint8_t hop = 0; ///< its distance; 0: not known

    bool is_on_path() const { return kind == blocker_kind::router || kind == blocker_kind::intermediary; }
    bool operator==(const blocker&) const = default;
};

} // namespace fairway
