#include "probes/net/waiting_socket.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <utility>

namespace fairway {

namespace {

// Bound to the one kind of executor: the type-erased default costs an allocation a wait.
using asio_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

} // namespace

struct waiting_socket::state {
    explicit state(boost::asio::io_context& loop) : socket(loop.get_executor()) {}

    asio_socket socket;
};

waiting_socket::waiting_socket(boost::asio::io_context& loop) : state_(std::make_unique<state>(loop)) {}

waiting_socket::waiting_socket(boost::asio::io_context& loop, socket_handle s) : waiting_socket(loop) {
    assign(s);
}

waiting_socket::~waiting_socket() = default;

void waiting_socket::assign(socket_handle s) {
    // Nothing is read or written through Asio, so that it need not know what kind of socket it is.
    state_->socket.assign(boost::asio::ip::tcp::v4(), static_cast<asio_socket::native_handle_type>(s));
}

socket_handle waiting_socket::handle() const {
    return state_->socket.native_handle();
}

bool waiting_socket::is_open() const {
    return state_->socket.is_open();
}

void waiting_socket::close() {
    boost::system::error_code ignored;
    state_->socket.close(ignored);
}

socket_handle waiting_socket::release() {
    return state_->socket.release();
}

void waiting_socket::wait_readable(ready done) {
    state_->socket.async_wait(asio_socket::wait_read, std::move(done));
}

void waiting_socket::wait_writable(ready done) {
    state_->socket.async_wait(asio_socket::wait_write, std::move(done));
}

} // namespace fairway
