#pragma once

#include <string>
#include <string_view>

namespace fairway::wire {

/// The name whose PTR record names the host of an address: "5.0.0.10.in-addr.arpa" (RFC 1035 §3.5), or nibbles under
/// "ip6.arpa" (RFC 3596 §2.5). `address` is its 4 or 16 bytes in network order; empty for any other size.
std::string reverse_name(std::string_view address);

} // namespace fairway::wire
