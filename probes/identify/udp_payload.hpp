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

/// What to send to a UDP port so that its usual service answers, and how to know that answer: 137 NetBIOS names,
/// 138 NetBIOS datagrams (no answer is due), 53 DNS. Any other port gets an empty datagram, and any answer counts.
/// Harmless and valid by the protocol's standard. Transaction ids are random, new with each call.
udp_exchange udp_exchange_for(std::uint16_t port);

} // namespace fairway
