#include "collector/http/tls.hpp"

#include <boost/asio/buffer.hpp>

#include <stdexcept>

namespace fairway::collector {

std::shared_ptr<boost::asio::ssl::context> make_tls_context(const tls_identity& identity) {
    namespace ssl = boost::asio::ssl;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const raw = context->native_handle();
    ::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    ::SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20"); // of 1.2; all of 1.3 are as good
    ::SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    ::SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS); // thousands of connections are idle
    boost::system::error_code ec;
    context->use_certificate_chain(boost::asio::buffer(identity.chain), ec);
    if (ec) throw std::runtime_error("cannot use the server certificate: " + ec.message());
    context->use_private_key(boost::asio::buffer(identity.key), ssl::context::pem, ec);
    if (ec) throw std::runtime_error("cannot use the server key: " + ec.message());
    if (::SSL_CTX_check_private_key(raw) != 1)
        throw std::runtime_error("the server key does not belong to the server certificate");
    return context;
}

} // namespace fairway::collector
