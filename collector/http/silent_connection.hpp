#pragma once

#include "collector/http/connection.hpp"

#include <functional>

namespace fairway::collector {

/// A connection that has not sent a byte yet. TLS takes a few hundred kilobytes per connection, too much for thousands
/// that stay silent. Calls `then` with the socket once something arrives; it then goes on under the same id. Cut off
/// after http_limits::header_time.
std::shared_ptr<http_connection> make_silent_connection(connection_host& host, idle_order::id id,
                                                        boost::asio::ip::tcp::socket socket,
                                                        std::function<void(boost::asio::ip::tcp::socket)> then);

} // namespace fairway::collector
