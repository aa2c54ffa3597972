#include "agent/service/metrics.hpp"

#include "support/exposition.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <optional>
#include <thread>

namespace fairway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t most_connections = 8;
constexpr std::uint32_t longest_header = 4096; // bytes
constexpr std::chrono::seconds patience{5};    // for the whole of a connection

using response = http::response<http::string_body>;

/// What is answered, given the method and the target.
response answer(http::verb method, std::string_view target, const std::function<std::string()>& text) {
    response r{http::status::ok, 11};
    r.set(http::field::content_type, "text/plain; charset=utf-8");
    if (method != http::verb::get) {
        r.result(http::status::method_not_allowed);
        r.set(http::field::allow, "GET");
        r.body() = "only GET is supported\n";
    } else if (target == "/metrics") {
        r.set(http::field::content_type, beast::string_view(exposition_type.data(), exposition_type.size()));
        r.body() = text();
    } else if (target == "/healthz") {
        r.body() = "ok\n";
    } else {
        r.result(http::status::not_found);
        r.body() = "not found; try /metrics or /healthz\n";
    }
    r.keep_alive(false);
    r.prepare_payload();
    return r;
}

/// One connection, one request.
class session : public std::enable_shared_from_this<session> {
  public:
    session(tcp::socket socket, const std::function<std::string()>& text, std::function<void()> ended)
        : stream_(std::move(socket)), text_(text), ended_(std::move(ended)), buffer_(longest_header) {
        parser_.header_limit(longest_header);
    }
    ~session() { ended_(); }
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    void start() {
        stream_.expires_after(patience);
        http::async_read_header(stream_, buffer_, parser_,
                                [self = shared_from_this()](const error_code& ec, std::size_t) { self->reply(ec); });
    }

  private:
    void reply(const error_code& ec) {
        if (ec && ec.category() != make_error_code(http::error::bad_method).category()) return; // gone, or too slow
        if (ec) {
            response_ = answer(http::verb::get, "", text_);
            response_.result(ec == http::error::header_limit ? http::status::request_header_fields_too_large
                                                             : http::status::bad_request);
            response_.body() = "bad request\n";
            response_.prepare_payload();
        } else {
            const auto target = parser_.get().target();
            response_ = answer(parser_.get().method(), {target.data(), target.size()}, text_);
        }
        http::async_write(stream_, response_, [self = shared_from_this()](const error_code&, std::size_t) {
            error_code ignored;
            self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        });
    }

    beast::tcp_stream stream_;
    const std::function<std::string()>& text_;
    std::function<void()> ended_;
    beast::flat_buffer buffer_;
    http::request_parser<http::empty_body> parser_;
    response response_;
};

tcp::endpoint parsed(const std::string& endpoint) {
    const auto colon = endpoint.rfind(':');
    std::string host = endpoint.substr(0, colon);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    return {asio::ip::make_address(host), static_cast<std::uint16_t>(std::stoul(endpoint.substr(colon + 1)))};
}

} // namespace

struct metrics_server::state {
    // What sessions use outlives `io`, which they end with.
    std::function<std::string()> text;
    std::size_t connections = 0;
    bool accepting = false;
    bool stopping = false;
    asio::io_context io{1};
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::thread thread;

    state(const std::string& endpoint, std::function<std::string()> t)
        : text(std::move(t)), acceptor(io, parsed(endpoint)), pause(io) {}

    // Beyond the limit, others wait in the kernel's queue.
    void accept() {
        if (stopping || accepting || connections == most_connections) return;
        accepting = true;
        acceptor.async_accept([this](const error_code& ec, tcp::socket socket) {
            accepting = false;
            if (ec) return try_later();
            ++connections;
            const auto ended = [this] {
                --connections;
                accept();
            };
            std::make_shared<session>(std::move(socket), text, ended)->start();
            accept();
        });
    }

    // No descriptors are left, say: not at once again.
    void try_later() {
        pause.expires_after(std::chrono::seconds(1));
        pause.async_wait([this](const error_code& ec) {
            if (!ec) accept();
        });
    }
};

metrics_server::metrics_server(const std::string& endpoint, std::function<std::string()> text)
    : state_(std::make_unique<state>(endpoint, std::move(text))) {
    state_->accept();
    state_->thread = std::thread([s = state_.get()] { s->io.run(); });
}

metrics_server::~metrics_server() {
    state_->io.stop();
    state_->thread.join();
    state_->stopping = true;
}

std::string metrics_server::endpoint() const {
    const auto at = state_->acceptor.local_endpoint();
    const std::string host = at.address().to_string();
    return (at.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(at.port());
}

} // namespace fairway
