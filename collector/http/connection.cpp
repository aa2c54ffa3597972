#include "collector/http/connection.hpp"

#include "collector/http/event_stream.hpp"
#include "collector/http/response_header.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <array>
#include <chrono>
#include <string>

namespace fairway::collector {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using boost::system::error_code;
using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

constexpr std::size_t read_buffer = 128 * 1024;       // bytes, at most; shrinks between requests
constexpr std::size_t most_drained = 4 * 1024 * 1024; // bytes of a body that nobody wants

http_response plain_error(unsigned status, const std::string& words) {
    http_response r;
    r.status = status;
    r.body = R"({"error":")" + words + "\"}";
    return r;
}

/// Names of headers and values as the application sees them.
http_request to_request(const http::request<http::string_body>& from, std::string address, bool secure) {
    http_request r;
    r.method = from.method_string();
    const std::string_view target(from.target().data(), from.target().size());
    const auto mark = target.find('?');
    r.path = target.substr(0, mark);
    if (mark != std::string_view::npos) r.query = target.substr(mark + 1);
    for (const auto& field : from)
        r.headers.emplace_back(field.name_string(), field.value());
    r.address = std::move(address);
    r.secure = secure;
    return r;
}

template <class Stream>
class connection_of final : public http_connection, public std::enable_shared_from_this<connection_of<Stream>> {
    static constexpr bool secure = std::is_same_v<Stream, tls_stream>;

  public:
    template <class... StreamArguments>
    connection_of(connection_host& host, idle_order::id id, std::shared_ptr<asio::ssl::context> context,
                  std::string address, StreamArguments&&... arguments)
        : host_(host), id_(id), context_(std::move(context)), address_(std::move(address)),
          stream_(std::forward<StreamArguments>(arguments)...), held_(host.budget()) {}

    ~connection_of() override { host_.gone(id_); }

    void start() override {
        lowest().expires_after(host_.limits().header_time);
        if constexpr (secure)
            stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](error_code ec) {
                if (ec)
                    self->handshake_failed(ec);
                else
                    self->read_header();
            });
        else
            read_header();
    }

    void close_now() override {
        if (events_) events_->cancel();
        lowest().close();
    }

    void stop() override {
        if (doing_ != doing::answer) close_now();
    }

    void events_may_have_come() override {
        if (doing_ == doing::stream) events_->wake();
    }

  private:
    friend class event_stream<connection_of>;
    enum class doing : std::uint8_t { wait, answer, stream, end };

    beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

    /// A callback for another thread that brings its value to `then` on ours. It gives its hold on the connection
    /// away, so that the connection never dies on that other thread.
    template <class Value>
    std::function<void(Value)> on_io_thread(void (connection_of::*then)(Value)) {
        return [self = this->shared_from_this(), then](Value value) mutable {
            auto executor = self->stream_.get_executor();
            asio::post(executor, [self = std::move(self), then, value = std::move(value)]() mutable {
                ((*self).*then)(std::move(value));
            });
        };
    }

    void handshake_failed(error_code ec) {
        // Tells a person who typed http://, instead of showing an empty page.
        if (ec.category() != asio::error::get_ssl_category() ||
            ERR_GET_REASON(static_cast<unsigned long>(ec.value())) != SSL_R_HTTP_REQUEST)
            return;
        static constexpr std::string_view words = "this port speaks HTTPS: use https:// instead of http://\n";
        static const std::string answer =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n"
            "Content-Length: " +
            std::to_string(words.size()) + "\r\n\r\n" + std::string(words);
        asio::async_write(lowest(), asio::buffer(answer), [self = this->shared_from_this()](error_code, std::size_t) {
            error_code ignored;
            self->lowest().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        });
    }

    /// Between two requests.
    void wait_for_request() {
        doing_ = doing::wait;
        if (host_.stopping()) return close_gently();
        if (buffer_.size() > 0) { // it has sent the next one already
            lowest().expires_after(host_.limits().header_time);
            return read_header();
        }
        buffer_.shrink_to_fit();
        lowest().expires_after(host_.limits().idle_time);
        stream_.async_read_some(buffer_.prepare(4096),
                                [self = this->shared_from_this()](error_code ec, std::size_t size) {
                                    if (ec) return self->close_gently();
                                    self->buffer_.commit(size);
                                    self->lowest().expires_after(self->host_.limits().header_time);
                                    self->read_header();
                                });
    }

    void read_header() {
        parser_.emplace();
        parser_->header_limit(host_.limits().header_bytes);
        parser_->body_limit(boost::none); // the limit depends on the route
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = this->shared_from_this()](error_code ec, std::size_t) { self->on_header(ec); });
    }

    void on_header(error_code ec) {
        if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
            unread_body_ = true;
            return respond(plain_error(431, "the request header is too large"), false);
        }
        if (ec == http::error::end_of_stream) return close_gently();
        if (ec && ec.category() == make_error_code(http::error::bad_method).category()) {
            unread_body_ = true;
            return respond(plain_error(400, "this is not HTTP/1.1"), false);
        }
        if (ec) return;
        doing_ = doing::answer;
        lowest().expires_never();
        unread_body_ = !parser_->is_done();
        head_only_ = parser_->get().method() == http::verb::head;
        exchange_ = host_.begin(to_request(parser_->get(), address_, secure));
        exchange_->admit(on_io_thread(&connection_of::on_admission));
    }

    void on_admission(admission a) {
        known_ = a.known;
        if (a.refusal) return respond(std::move(*a.refusal), !unread_body_);
        if (!unread_body_) return on_body({});
        const auto length = parser_->content_length();
        if (length && *length > a.body_limit) return too_large(a.body_limit);
        if (!held_.take(length ? static_cast<std::size_t>(*length) : a.body_limit)) {
            auto busy = plain_error(503, "the collector is receiving too much right now; try again");
            busy.headers.emplace_back("Retry-After", "5");
            return respond(std::move(busy), false);
        }
        body_limit_ = a.body_limit;
        if (known_) host_.busy(id_);
        parser_->body_limit(a.body_limit);
        lowest().expires_after(host_.limits().body_time);
        if (beast::iequals(parser_->get()[http::field::expect], "100-continue"))
            asio::async_write(stream_, asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")),
                              [self = this->shared_from_this()](error_code ec, std::size_t) {
                                  if (!ec) self->read_body();
                              });
        else
            read_body();
    }

    void read_body() {
        http::async_read(stream_, buffer_, *parser_,
                         [self = this->shared_from_this()](error_code ec, std::size_t) { self->on_body(ec); });
    }

    void on_body(error_code ec) {
        if (ec == http::error::body_limit) return too_large(body_limit_);
        if (ec && ec.category() == make_error_code(http::error::bad_method).category() &&
            ec != http::error::partial_message)
            return respond(plain_error(400, "the body does not follow HTTP/1.1"), false);
        if (ec) return;
        unread_body_ = false;
        host_.busy(id_);
        lowest().expires_never();
        exchange_->answer(std::move(parser_->get().body()), on_io_thread(&connection_of::on_answer));
    }

    void too_large(std::size_t limit) {
        respond(
            plain_error(413, "the body is larger than " + std::to_string(limit) + " bytes, the limit for this path"),
            false);
    }

    void on_answer(http_response r) {
        if (r.events) return start_events(std::move(r));
        respond(std::move(r), true);
    }

    void respond(http_response r, bool may_keep_alive) {
        doing_ = doing::answer;
        // A client that is not authenticated and does not read the answer must not keep others out.
        if (!known_) host_.idle(id_);
        const bool known_version = parser_ && parser_->is_header_done();
        keep_alive_ = may_keep_alive && known_version && parser_->keep_alive() && !host_.stopping();
        response_.emplace(static_cast<http::status>(r.status), known_version ? parser_->get().version() : 11);
        fill_header(response_->base(), r);
        const bool without_body = r.status == 204 || r.status == 304;
        if (!r.body.empty() && !without_body) response_->set(http::field::content_type, r.type);
        if (!without_body) response_->content_length(r.body.size());
        if (!head_only_) response_->body() = std::move(r.body);
        response_->keep_alive(keep_alive_);
        serializer_.emplace(*response_);
        // The answer to HEAD says how long the body would be, and ends there.
        serializer_->split(head_only_);
        lowest().expires_after(host_.limits().write_time);
        const auto written = [self = this->shared_from_this()](error_code ec, std::size_t) { self->on_written(ec); };
        if (head_only_)
            http::async_write_header(stream_, *serializer_, written);
        else
            http::async_write(stream_, *serializer_, written);
    }

    void on_written(error_code ec) {
        serializer_.reset();
        response_.reset();
        exchange_.reset();
        held_.release();
        head_only_ = false;
        known_ = false;
        if (ec) return;
        host_.idle(id_);
        if (keep_alive_) return wait_for_request();
        if (!unread_body_) return close_gently();
        // Closing now would reset the connection, and the sender would never see our answer: shut down our side, and
        // read what still comes.
        doing_ = doing::end;
        lowest().expires_after(host_.limits().drain_time);
        if constexpr (secure)
            stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->drain_after_all(); });
        else
            drain_after_all();
    }

    void drain_after_all() {
        error_code ignored;
        lowest().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        drain();
    }

    /// Reads below TLS: the content no longer matters.
    void drain() {
        buffer_.clear();
        lowest().async_read_some(buffer_.prepare(16 * 1024),
                                 [self = this->shared_from_this()](error_code ec, std::size_t size) {
                                     self->drained_ += size;
                                     if (!ec && self->drained_ <= most_drained) self->drain();
                                 });
    }

    void close_gently() {
        doing_ = doing::end;
        if constexpr (secure) {
            lowest().expires_after(host_.limits().drain_time);
            stream_.async_shutdown([self = this->shared_from_this()](error_code) {});
        } else {
            error_code ignored;
            lowest().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        }
    }

    void start_events(http_response r) {
        if (!host_.may_stream(id_)) {
            auto full = plain_error(503, "too many clients already receive events; try again later");
            full.headers.emplace_back("Retry-After", "30");
            return respond(std::move(full), true);
        }
        doing_ = doing::stream;
        events_.emplace(*this, std::move(r));
        events_->start();
    }

    void on_events(event_batch batch) { events_->take(std::move(batch)); }

    connection_host& host_;
    idle_order::id id_;
    std::shared_ptr<asio::ssl::context> context_; ///< outlives the stream, whatever the server uses by then
    std::string address_;
    Stream stream_;
    beast::flat_buffer buffer_{read_buffer};
    std::optional<http::request_parser<http::string_body>> parser_;
    std::shared_ptr<http_exchange> exchange_;
    held_bytes held_;
    std::optional<http::response<http::string_body>> response_;
    std::optional<http::response_serializer<http::string_body>> serializer_;
    doing doing_ = doing::wait;
    std::size_t body_limit_ = 0;
    bool unread_body_ = false;
    bool head_only_ = false;
    bool known_ = false; ///< the client is authenticated: no other pushes this connection out
    bool keep_alive_ = false;
    std::size_t drained_ = 0;
    std::optional<event_stream<connection_of>> events_;
};

std::string address_of(const asio::ip::tcp::socket& socket) {
    error_code ec;
    const auto peer = socket.remote_endpoint(ec);
    return ec ? std::string() : peer.address().to_string();
}

} // namespace

std::shared_ptr<http_connection> make_plain_connection(connection_host& host, idle_order::id id,
                                                       asio::ip::tcp::socket socket) {
    auto address = address_of(socket);
    return std::make_shared<connection_of<plain_stream>>(host, id, nullptr, std::move(address), std::move(socket));
}

std::shared_ptr<http_connection> make_tls_connection(connection_host& host, idle_order::id id,
                                                     asio::ip::tcp::socket socket,
                                                     std::shared_ptr<asio::ssl::context> context) {
    auto address = address_of(socket);
    auto& used = *context;
    return std::make_shared<connection_of<tls_stream>>(host, id, std::move(context), std::move(address),
                                                       beast::tcp_stream(std::move(socket)), used);
}

} // namespace fairway::collector
