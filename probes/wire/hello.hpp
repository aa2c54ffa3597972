#pragma once

#include "matrix/port.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::wire {

// How a check and a responder that hold the same site key know each other. All integers are in network byte order.
//
// hello                                        answer
//   0  8  "FAIRWAY?"                             0  8  "FAIRWAY!"
//   8  1  flags: 1 wants half-open ports         8  1  flags: 1 half-open ports known, 2 lists are cut
//   9  1  6 TCP, 17 UDP                          9 18  who asked, as the responder sees it: address, port
//  10  2  port that it is sent to               27 18  where it arrived: address, port
//  12 16  nonce                                 45  6  lengths of three lists: TCP ports that the responder stands
//  28  8  time, seconds since 1970                      in on, such UDP ports, TCP ports half-open from the asker
//  36  …  zeros                                 51  …  the lists: first port, last port; then zeros
// 480 32  HMAC-SHA256 of 0…479                 480 32  HMAC-SHA256 of the whole hello and 0…479 of the answer
//
// Addresses are IPv6, IPv4 ones mapped into it (RFC 4291 §2.5.5.2). Both messages have one size: an answer cannot be
// longer than its hello, and fits every path (IPv6 guarantees 1280 bytes).

inline constexpr std::size_t hello_size = 512; ///< bytes, of hello and answer alike
inline constexpr std::string_view answer_magic = "FAIRWAY!";
inline constexpr std::size_t nonce_size = 16;
inline constexpr std::size_t most_hello_ranges = (hello_size - 32 - 51) / 4; ///< in all lists of an answer together

/// The secret that all hosts of a site share.
using site_key = std::array<std::uint8_t, 32>;

struct hello {
    fairway::protocol protocol = fairway::protocol::tcp;
    std::uint16_t port = 0;
    std::array<std::uint8_t, nonce_size> nonce{}; ///< Random, never used twice.
    std::int64_t time = 0;                        ///< Of the asker's clock, seconds since 1970.
    bool wants_half_open = false;
};

struct hello_endpoint {
    std::string address; ///< numeric, without zone
    std::uint16_t port = 0;
    bool operator==(const hello_endpoint&) const = default;
};

struct hello_answer {
    hello_endpoint asker; ///< Who asks, as the responder sees it: differs from what we sent from where NAT is.
    hello_endpoint here;  ///< Where the hello arrived.
    port_list tcp;        ///< Ports that the responder stands in on.
    port_list udp;
    std::optional<port_list> half_open; ///< TCP ports whose handshakes the asker does not finish; nothing: not known.
    bool cut = false;                   ///< The lists did not fit: there are more.
};

std::string encode_hello(const hello& h, const site_key& key);

/// What a hello says, whoever wrote it; nothing where the form is wrong.
std::optional<hello> decode_hello(std::string_view bytes);

/// Whether a hello was written with this key. Takes the same time wherever the difference is.
bool is_signed(std::string_view hello, const site_key& key);

/// Lists that do not fit are cut; unusable addresses become "::".
std::string encode_answer(const hello_answer& a, std::string_view hello, const site_key& key);

/// A body of an answer (up to 480 bytes, filled up with zeros) and its HMAC.
std::string sign_answer(std::string body, std::string_view hello, const site_key& key);

/// The answer to this very hello under this key; nothing on anything else.
std::optional<hello_answer> decode_answer(std::string_view bytes, std::string_view hello, const site_key& key);

} // namespace fairway::wire
