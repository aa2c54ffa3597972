#pragma once

#include "probes/net/socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>

namespace fairway {

/// A socket that a loop waits for, and that it closes in the end. Must not outlive the loop, but in what waits in it.
class waiting_socket {
  public:
    using ready = std::function<void(const boost::system::error_code&)>;

    explicit waiting_socket(boost::asio::io_context& loop);
    waiting_socket(boost::asio::io_context& loop, socket_handle s);
    ~waiting_socket();
    waiting_socket(const waiting_socket&) = delete;
    waiting_socket& operator=(const waiting_socket&) = delete;

    /// Takes the socket over; it has none now. Throws boost::system::system_error where the loop cannot wait for it.
    void assign(socket_handle s);
    socket_handle handle() const; ///< no_socket while it has none
    bool is_open() const;
    void close();
    /// Gives the socket away, to whoever closes it. What waits ends as if it was closed.
    socket_handle release();

    /// `done` is called once, by the loop, when there is something to read or somebody to accept, or an error; when the
    /// socket is closed or destroyed before, with boost::asio::error::operation_aborted.
    void wait_readable(ready done);
    /// The same when it can be written to: connected, or an error.
    void wait_writable(ready done);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace fairway
