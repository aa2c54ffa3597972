#include "collector/http/silent_connection.hpp"

#include <boost/asio/steady_timer.hpp>

namespace fairway::collector {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

class silent_connection final : public http_connection, public std::enable_shared_from_this<silent_connection> {
  public:
    silent_connection(connection_host& host, idle_order::id id, tcp::socket socket,
                      std::function<void(tcp::socket)> then)
        : host_(host), id_(id), socket_(std::move(socket)), patience_(socket_.get_executor()), then_(std::move(then)) {}

    ~silent_connection() override {
        if (!handed_over_) host_.gone(id_);
    }

    void start() override {
        patience_.expires_after(host_.limits().header_time);
        patience_.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec) self->close_now();
        });
        socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code ec) {
            if (ec) return;
            self->patience_.cancel();
            self->then_(std::move(self->socket_));
            self->handed_over_ = true;
        });
    }

    void close_now() override {
        patience_.cancel();
        error_code ignored;
        socket_.close(ignored);
    }
    void stop() override { close_now(); }
    void events_may_have_come() override {}

  private:
    connection_host& host_;
    idle_order::id id_;
    tcp::socket socket_;
    boost::asio::steady_timer patience_;
    std::function<void(tcp::socket)> then_;
    bool handed_over_ = false;
};

} // namespace

std::shared_ptr<http_connection> make_silent_connection(connection_host& host, idle_order::id id, tcp::socket socket,
                                                        std::function<void(tcp::socket)> then) {
    return std::make_shared<silent_connection>(host, id, std::move(socket), std::move(then));
}

} // namespace fairway::collector
