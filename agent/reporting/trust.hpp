#pragma once

#include <optional>
#include <string>

namespace fairway {

/// Whom a connection believes to be the server. There is no way to believe everybody.
struct trust {
    std::string authority;   ///< certificates in PEM; nothing else is an authority, the system's neither
    std::string fingerprint; ///< in place of them: the SHA-256 (64 hexadecimal digits) of an authority's certificate
                             ///< that the server itself has to show
    std::optional<std::string> server = {};    ///< in place of both: the SHA-256 of the server's own certificate, which
                                               ///< may be for any name and day; empty: it has none that would do
    std::string program = "fairway-collector"; ///< what runs there, for messages
};

} // namespace fairway
