#pragma once

#include <string>

namespace fairway {

/// Whom a connection believes to be the collector. There is no way to believe everybody.
struct trust {
    std::string authority;   ///< certificates in PEM; nothing else is an authority, the system's neither
    std::string fingerprint; ///< in place of them: the SHA-256 (64 hexadecimal digits) of an authority's certificate
                             ///< that the server itself has to show
};

} // namespace fairway
