#pragma once

#include "agent/reporting/identity.hpp"
#include "agent/reporting/transport.hpp"
#include "support/system/locations.hpp"
#include "text/problem.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// What a person says to make this host known to a collector.
struct enrollment {
    std::string state_folder = default_state_folder();
    std::string collector;   ///< its URL
    std::string token;       ///< 64 hexadecimal digits: a secret
    std::string fingerprint; ///< SHA-256 of the certificate of the collector's authority, as people write it
    std::string host;        ///< this host's name
    bool anew = false; ///< The state folder is a copy of another machine's: its identity and reports are not ours.
    proxy_settings proxies;
};

struct enrolled {
    identity who;
    std::string site, collector; ///< as the collector calls them
};

/// "SHA256:AA:BB:…", "aa bb …", "aabb…" as 64 lower-case hexadecimal digits; nothing if it is none.
std::optional<std::string> parse_fingerprint(std::string_view text);

/// Makes the host known: proves that the server is the collector, stores who we are, and only then sends the token. To
/// do it again after a lost answer, or over an existing state folder, gives the same prober. One process at a time does
/// it in a state folder; for another one that is a problem. Problems show no secret;
/// their `file` is the option or the file to blame; empty: the network
/// or the collector. Never throws for what networks, collectors or disks do.
read_result<enrolled> enroll(const enrollment& wish, const transport_limits& limits = {});

} // namespace fairway
