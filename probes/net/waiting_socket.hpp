#pragma once

#include "probes/net/socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <utility>

namespace fairway {

/// A socket that a loop waits for, and that it closes in the end.
class waiting_socket {
  public:
    explicit waiting_socket(boost::asio::io_context& loop) : socket_(loop.get_executor()) {}
    waiting_socket(boost::asio::io_context& loop, socket_handle s) : waiting_socket(loop) { assign(s); }

    void assign(socket_handle s) {
        // Nothing is read or written through Asio, so that it need not know what kind of socket it is.
        socket_.assign(boost::asio::ip::tcp::v4(), static_cast<socket_type::native_handle_type>(s));
    }
    socket_handle handle() { return static_cast<socket_handle>(socket_.native_handle()); }
    bool is_open() const { return socket_.is_open(); }
    void close() {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

    /// `done(error_code)` is called when there is something to read, or an error; also when it is closed.
    template <class Done>
    void wait_readable(Done&& done) {
        socket_.async_wait(socket_type::wait_read, std::forward<Done>(done));
    }
    /// The same when it can be written to: connected, or an error.
    template <class Done>
    void wait_writable(Done&& done) {
        socket_.async_wait(socket_type::wait_write, std::forward<Done>(done));
    }

  private:
    // Bound to the one kind of executor: the type-erased default costs an allocation a wait.
    using socket_type = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
    socket_type socket_;
};

} // namespace fairway
