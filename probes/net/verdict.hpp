#pragma once

#include "matrix/observation.hpp"
#include "matrix/port.hpp"
#include "probes/net/error_queue.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// What an ICMP error that answered a probe means. `target` is the address that was probed, `source` our own.
/// An error from our own address is this machine speaking to itself: its firewall, or ARP without an answer.
observation from_icmp(protocol p, const icmp_answer& answer, std::string_view target, std::string_view source);

/// What a failed socket call means, where no ICMP error was waiting. `target` answered a RST.
observation from_error(protocol p, net_error error, std::string_view target);

} // namespace fairway
