#pragma once

#include "probes/net/address.hpp"
#include "probes/net/net_error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fairway {

/// A socket of the system: a file descriptor; Windows has a pointer's width in its place. Whoever has one closes it.
using socket_handle = std::intptr_t;
inline constexpr socket_handle no_socket = -1;

enum class transport_kind : std::uint8_t { stream, datagram };

/// A socket, or why there is none; or both, where it was opened and then failed.
struct opened_socket {
    socket_handle socket = no_socket;
    net_error error = net_error::none;
};

/// One that never blocks, and that no other program inherits.
opened_socket open_socket(bool v6, transport_kind kind);

void close_socket(socket_handle s);

/// Where its packets come from; nothing if it has no address yet.
std::optional<socket_address> local_address(socket_handle s);
std::optional<socket_address> peer_address(socket_handle s);

/// What there is to read.
struct received {
    enum class kind { bytes, nothing_yet, failed };
    kind what = kind::nothing_yet;
    std::size_t size = 0;              ///< of bytes; of a stream 0: its end
    net_error error = net_error::none; ///< of failed
};
received receive_some(socket_handle s, char* buffer, std::size_t room);

/// Of a datagram socket: the next, and who sent it.
received receive_from(socket_handle s, char* buffer, std::size_t room, socket_address& from);

/// What is there to read, and leaves it there.
received peek(socket_handle s);

/// In one go; other than none where not all of it could be.
net_error send_whole(socket_handle s, std::string_view bytes);

/// Lets the system choose the port of a socket that is bound to an address only when it connects: before, it does not
/// know that the same port may serve for another target. Without effect where the system cannot.
void defer_port(socket_handle s);

/// One datagram, from a socket that is not connected.
net_error send_to(socket_handle s, const socket_address& to, std::string_view bytes);

/// Makes close() end a connection with a RST, at once.
void reset_on_close(socket_handle s);

/// Lets a connect send one SYN and no more, so that further tries are the caller's, and a refusal is told at once
/// (Windows asks two more times). Without effect where the system cannot, or tells a refusal at once anyway.
void try_once(socket_handle s);

/// What went wrong with a connection since this was last asked.
net_error take_error(socket_handle s);

/// Lets the socket's packets live for so many hops (IP_TTL, IPV6_UNICAST_HOPS); 0 leaves the system's default.
void limit_hops(socket_handle s, bool v6, std::uint8_t hops);

/// Lets the socket hear only what still has so many hops to live when it arrives (IP_MINTTL, IPV6_MINHOPCOUNT); 0: all.
/// Without effect where the system cannot: see error_queue_available().
void hear_least_ttl(socket_handle s, bool v6, std::uint8_t least_ttl);

} // namespace fairway
