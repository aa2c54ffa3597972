#pragma once

#include "probes/identify/protocol.hpp"

namespace fairway::identify {

/// The same with and without TLS.
std::string ldap_request(const context& c);
reply read_ldap(const context& c, std::string_view received);

} // namespace fairway::identify
