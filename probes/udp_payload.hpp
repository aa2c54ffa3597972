#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace fairway {

/// A request in a datagram, and whether what comes back is the protocol that was asked for.
struct udp_exchange {
    std::string request;
    std::function<bool(std::string_view answer)> is_answer; ///< Must not throw.
};

/// The harmless, valid request that services on this UDP port answer, with a fresh transaction id.
udp_exchange udp_exchange_for(std::uint16_t port);

} // namespace fairway
