#pragma once

#include <string>

namespace fairway::collector {

/// A key and a chain of certificates, the server's own first, both PEM.
struct tls_identity {
    std::string key, chain;
};

} // namespace fairway::collector
