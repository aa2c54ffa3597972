#pragma once

#include "collector/http/tls_identity.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace fairway::collector {

/// A server's side of TLS 1.3, or 1.2 with AEAD ciphers and forward secrecy. Throws std::runtime_error if key and chain
/// are invalid or do not match.
std::shared_ptr<boost::asio::ssl::context> make_tls_context(const tls_identity& identity);

} // namespace fairway::collector
