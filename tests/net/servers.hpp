#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace fairway::test {

/// Loopback servers that behave in one way each, on ports that the kernel chose. They run on one thread of their own
/// until the object goes.
class servers {
  public:
    servers() : work_(boost::asio::make_work_guard(io_)) {}
    ~servers() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

    /// After the last server was made.
    void start() {
        thread_ = std::thread([this] { io_.run(); });
    }

    using handler = std::function<void(boost::asio::ip::tcp::socket)>;

    /// Accepts each connection and hands it over.
    std::uint16_t tcp(handler on_accept, const std::string& address = "127.0.0.1") {
        auto acceptor = std::make_shared<boost::asio::ip::tcp::acceptor>(
            io_, boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address(address), 0));
        accept_next(acceptor, std::move(on_accept));
        return acceptor->local_endpoint().port();
    }

    /// Keeps each connection open, and says nothing.
    handler hold() {
        return [this](boost::asio::ip::tcp::socket s) { held_.push_back(std::move(s)); };
    }

    /// Listens, and never accepts more than fits its queue: a SYN is dropped. `make_room`, where given, becomes a
    /// function that lets it accept all from then on.
    std::uint16_t full_backlog(std::function<void()>* make_room = nullptr) {
        auto acceptor = std::make_shared<boost::asio::ip::tcp::acceptor>(io_);
        acceptor->open(boost::asio::ip::tcp::v4());
        acceptor->bind({boost::asio::ip::make_address("127.0.0.1"), 0});
        acceptor->listen(0);
        const auto port = acceptor->local_endpoint().port();
        // One connection fits a backlog of 0; while it waits to be accepted, SYNs are dropped.
        boost::asio::ip::tcp::socket filler(io_);
        filler.connect(acceptor->local_endpoint());
        held_.push_back(std::move(filler));
        if (make_room != nullptr)
            *make_room = [this, acceptor] {
                boost::asio::post(io_, [this, acceptor] { accept_next(acceptor, hold()); });
            };
        acceptors_.push_back(std::move(acceptor));
        return port;
    }

    /// A bound port that nobody listens on, and that nobody else gets: a connect is refused.
    std::uint16_t refusing(const std::string& address = "127.0.0.1") {
        auto acceptor = std::make_shared<boost::asio::ip::tcp::acceptor>(io_);
        const boost::asio::ip::tcp::endpoint here(boost::asio::ip::make_address(address), 0);
        acceptor->open(here.protocol());
        acceptor->bind(here);
        const auto port = acceptor->local_endpoint().port();
        acceptors_.push_back(std::move(acceptor));
        return port;
    }

    /// Answers each datagram with what `answer` makes of it; nothing where that is empty.
    std::uint16_t udp(std::function<std::string(const std::string&)> answer, std::uint16_t port = 0) {
        auto socket = std::make_shared<boost::asio::ip::udp::socket>(
            io_, boost::asio::ip::udp::endpoint(boost::asio::ip::make_address("127.0.0.1"), port));
        receive_next(socket, socket, std::move(answer));
        return socket->local_endpoint().port();
    }

    /// The same, but the answers come from `address`, as of a host with several.
    std::uint16_t udp_from(const std::string& address, std::function<std::string(const std::string&)> answer) {
        using endpoint = boost::asio::ip::udp::endpoint;
        using socket_type = boost::asio::ip::udp::socket;
        auto asked = std::make_shared<socket_type>(io_, endpoint(boost::asio::ip::make_address("127.0.0.1"), 0));
        const auto port = asked->local_endpoint().port();
        auto other = std::make_shared<socket_type>(io_, endpoint(boost::asio::ip::make_address(address), port));
        receive_next(asked, other, std::move(answer));
        return port;
    }

  private:
    void accept_next(const std::shared_ptr<boost::asio::ip::tcp::acceptor>& acceptor, handler on_accept) {
        acceptor->async_accept([this, acceptor, on_accept = std::move(on_accept)](auto ec, auto socket) mutable {
            if (ec) return;
            on_accept(std::move(socket));
            accept_next(acceptor, std::move(on_accept));
        });
    }

    void receive_next(const std::shared_ptr<boost::asio::ip::udp::socket>& socket,
                      const std::shared_ptr<boost::asio::ip::udp::socket>& from,
                      std::function<std::string(const std::string&)> answer) {
        auto buffer = std::make_shared<std::string>(2048, '\0');
        auto peer = std::make_shared<boost::asio::ip::udp::endpoint>();
        socket->async_receive_from(
            boost::asio::buffer(*buffer), *peer,
            [this, socket, from, buffer, peer, answer = std::move(answer)](auto ec, std::size_t size) mutable {
                if (ec) return;
                const std::string reply = answer(buffer->substr(0, size));
                if (!reply.empty()) from->send_to(boost::asio::buffer(reply), *peer, 0, ec);
                receive_next(socket, from, std::move(answer));
            });
    }

    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::vector<boost::asio::ip::tcp::socket> held_;
    std::vector<std::shared_ptr<boost::asio::ip::tcp::acceptor>> acceptors_;
    std::thread thread_;
};

/// Says something to the other side, which may be gone.
inline void say(boost::asio::ip::tcp::socket& peer, const std::string& text) {
    boost::system::error_code ignored;
    boost::asio::write(peer, boost::asio::buffer(text), ignored);
}

} // namespace fairway::test
