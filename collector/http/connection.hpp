#pragma once

#include "collector/http/limits.hpp"
#include "collector/http/message.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace fairway::collector {

/// One connection of a client: reads requests, one after the other, and writes the answers. Everything happens on the
/// I/O thread, destruction included. It lives as long as one of its operations does.
class http_connection {
  public:
    virtual ~http_connection() = default;

    virtual void start() = 0;
    virtual void close_now() = 0;            ///< cuts the line
    virtual void stop() = 0;                 ///< closes it unless a request is being answered; then after that
    virtual void events_may_have_come() = 0; ///< for one that listens to events
};

/// What connections share and need; the server behind it outlives them.
class connection_host {
  public:
    virtual ~connection_host() = default;

    virtual const http_limits& limits() const = 0;
    virtual byte_budget& budget() = 0;
    virtual std::shared_ptr<http_exchange> begin(http_request head) = 0;

    virtual bool stopping() const = 0;
    virtual void busy(idle_order::id c) = 0; ///< is being served
    virtual void idle(idle_order::id c) = 0; ///< was served
    virtual void gone(idle_order::id c) = 0; ///< from its destructor
    /// False: too many listen already.
    virtual bool may_stream(idle_order::id c) = 0;
};

std::shared_ptr<http_connection> make_plain_connection(connection_host& host, idle_order::id id,
                                                       boost::asio::ip::tcp::socket socket);
std::shared_ptr<http_connection> make_tls_connection(connection_host& host, idle_order::id id,
                                                     boost::asio::ip::tcp::socket socket,
                                                     std::shared_ptr<boost::asio::ssl::context> context);

} // namespace fairway::collector
