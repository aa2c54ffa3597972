#pragma once

#include "probes/sweep.hpp"

#include <cstdint>

namespace fairway {

/// What to send to a UDP port so that its usual service answers, and how to know that answer: 137 NetBIOS names,
/// 138 NetBIOS datagrams (no answer is due), 53 DNS. Any other port gets an empty datagram, and any answer counts.
/// Transaction ids are random, new with each call.
udp_exchange udp_exchange_for(std::uint16_t port);

} // namespace fairway
