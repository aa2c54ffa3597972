#pragma once

#include "matrix/requirement.hpp"
#include "probes/identify/protocol.hpp"
#include "text/names.hpp"

#include <string>

namespace fairway {

/// The protocol that a flow expects; null: none.
inline const identify::protocol* expected_of(const requirement& c) {
    return identify::find_protocol(c.flow->identify, c.flow->protocol);
}

/// How the target is addressed in TLS and HTTP. Hosts of a site may be listed by address only.
inline std::string server_name(const requirement& c, const std::string& name) {
    if (!is_ip_address(name)) return name;
    return is_host(c.target) ? c.target : name;
}

} // namespace fairway
