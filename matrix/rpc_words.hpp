#pragma once

#include "matrix/finding.hpp"

#include <string>

namespace fairway {

/// Of dynamic RPC ports at an address, what the endpoint mapper adds to the meaning of those that were probed, and how
/// many they are of how many; begins with "; " or a space, or is empty.
std::string rpc_words(const requirement& c, const address_finding& a);

/// "this server's RPC uses 5000-5003, outside of the range that the page gives"; empty: it does not.
std::string rpc_elsewhere_words(const address_finding& a);

} // namespace fairway
