#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// What a request may have to carry.
struct context {
    std::string server_name;  ///< As the site names the target; HTTP Host; may be an IP address.
    std::uint64_t cookie = 0; ///< UDP: random. The request carries it, or a part of it, and the answer repeats that.
};

/// What the bytes received so far say.
struct reply {
    enum class verdict {
        more,
        confirmed,
        wrong,   ///< another protocol
        refused, ///< The protocol's own words that turn this host away.
        proxy,   ///< HTTP that only a proxy or a portal says, and no service.
    };
    verdict says = verdict::more;
    /// Short and printable. confirmed: what the server says about itself; wrong: what it looks like; refused
    /// and proxy: its words.
    std::string identity;
    std::string leads_to{}; ///< confirmed, HTTP: the host that it leads every request to; empty: none but its own.
};

/// One harmless question that any server of a protocol answers without credentials, and how to recognize the answer.
/// Both functions are pure and must not throw.
struct exchange {
    std::string (*request)(const context& c); ///< null: the server speaks first
    /// TCP: all bytes since the start of the connection, each time more arrive. UDP: one datagram; `more` is no answer.
    reply (*read)(const context& c, std::string_view received);
    /// TCP: what the protocol wants to hear before the connection ends, once the server has shown who it is.
    std::string_view farewell{};
    /// TCP: the answer is a single byte. With more behind it, it is the beginning of something else.
    bool single_byte = false;
};

} // namespace fairway::wire
