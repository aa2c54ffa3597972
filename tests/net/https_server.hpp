#pragma once

#include "support/gzip.hpp"
#include "support/secret.hpp"
#include "tests/certificates.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace fairway::test {

/// Ends a connection under the hands of whoever reads or writes it in another thread.
inline void end(boost::asio::ip::tcp::socket& s) {
    boost::system::error_code ignored;
    s.shutdown(boost::asio::socket_base::shutdown_both, ignored);
}

/// A loopback server that handles one connection after the other, in blocking calls on a thread of its own, until the
/// object goes: a test writes down what is said in the order in which it is said.
class blocking_server {
  public:
    using tcp = boost::asio::ip::tcp;
    using handler = std::function<void(tcp::socket&)>;

    explicit blocking_server(handler on_connection, const std::string& address = "127.0.0.1")
        : acceptor_(io_, tcp::endpoint(boost::asio::ip::make_address(address), 0)), handle_(std::move(on_connection)) {
        thread_ = std::thread([this] { serve(); });
    }
    ~blocking_server() {
        {
            const std::lock_guard guard(mutex_);
            ended_ = true;
            if (current_ != nullptr) end(*current_);
        }
        // To be called once more wakes who waits for a call.
        boost::system::error_code ignored;
        tcp::socket(io_).connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    blocking_server(const blocking_server&) = delete;
    blocking_server& operator=(const blocking_server&) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    int connections() const { return connections_; }

  private:
    void serve() {
        while (true) {
            tcp::socket s(io_);
            boost::system::error_code ec;
            acceptor_.accept(s, ec);
            {
                const std::lock_guard guard(mutex_);
                if (ec || ended_) return;
                current_ = &s;
            }
            ++connections_;
            try {
                handle_(s);
            } catch (const std::exception&) {
                // The other side went away, which is its right.
            }
            const std::lock_guard guard(mutex_);
            current_ = nullptr;
        }
    }

    boost::asio::io_context io_;
    tcp::acceptor acceptor_;
    handler handle_;
    std::mutex mutex_;
    bool ended_ = false;
    tcp::socket* current_ = nullptr;
    std::atomic<int> connections_ = 0;
    std::thread thread_;
};

/// The CA of the test's collectors.
inline const identity_card& authority() {
    static const auto card = make_card({.name = "Fairway CA", .authority = true});
    return card;
}

/// Of a collector at 127.0.0.1.
inline const identity_card& good_card() {
    static const auto card = make_card({.name = "c", .alternatives = "IP:127.0.0.1", .issuer = &authority()});
    return card;
}

/// As `fairway enroll --ca-fingerprint` takes it.
inline std::string fingerprint(const identity_card& card) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(card.certificate.get(), &der);
    const auto digest = sha256_hex({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return digest;
}

/// Waits until the other side is gone.
inline void hold(boost::asio::ip::tcp::socket& s) {
    boost::system::error_code ec;
    char bytes[4096];
    while (!ec)
        s.read_some(boost::asio::buffer(bytes), ec);
}

/// Closes so that the other side gets a reset.
inline void reset(boost::asio::ip::tcp::socket& s) {
    s.set_option(boost::asio::socket_base::linger(true, 0));
    s.close();
}

/// A request as a collector reads it.
struct received {
    std::string method, target, body; ///< the body unpacked
    bool compressed = false;
    std::vector<std::pair<std::string, std::string>> headers{};

    std::string header(const std::string& name) const {
        for (const auto& [n, v] : headers)
            if (n == name) return v;
        return {};
    }
};

/// One TLS connection from the server's side.
class https_peer {
  public:
    using stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

    https_peer(boost::asio::ip::tcp::socket& s, boost::asio::ssl::context& context) : stream_(s, context) {
        stream_.handshake(boost::asio::ssl::stream_base::server);
    }

    /// The next request; throws where none comes.
    received read() {
        namespace http = boost::beast::http;
        http::request_parser<http::string_body> parser;
        parser.body_limit(8 * 1024 * 1024);
        http::read(stream_, buffer_, parser);
        const auto& m = parser.get();
        received r{std::string(m.method_string()), std::string(m.target()), m.body()};
        for (const auto& field : m)
            r.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
        if (r.header("Content-Encoding") == "gzip") {
            r.compressed = true;
            r.body = gunzip(r.body, 8 * 1024 * 1024).value_or("(damaged)");
        }
        return r;
    }

    void write(const std::string& bytes) { boost::asio::write(stream_, boost::asio::buffer(bytes)); }

    void answer(int status, const std::string& body, const std::string& more_headers = {}) {
        write("HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Type: application/json\r\n" + more_headers +
              (status == 204 ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body);
    }

    boost::asio::ip::tcp::socket& socket() { return stream_.next_layer(); }
    stream& tls() { return stream_; }

  private:
    stream stream_;
    boost::beast::flat_buffer buffer_;
};

/// An HTTPS server: `converse` is called with each connection after the handshake.
class https_server {
  public:
    using conversation = std::function<void(https_peer&)>;

    /// `chain`: shown behind the certificate.
    https_server(const identity_card& card, std::vector<const identity_card*> chain, conversation converse,
                 const std::string& address = "127.0.0.1")
        : context_(boost::asio::ssl::context::tls_server), server_(
                                                               [this, converse = std::move(converse)](auto& s) {
                                                                   https_peer peer(s, context_);
                                                                   converse(peer);
                                                               },
                                                               address) {
        // Before anybody knows the port.
        SSL_CTX_use_certificate(context_.native_handle(), card.certificate.get());
        SSL_CTX_use_PrivateKey(context_.native_handle(), card.key.get());
        for (const auto* c : chain)
            SSL_CTX_add1_chain_cert(context_.native_handle(), c->certificate.get());
    }

    std::uint16_t port() const { return server_.port(); }
    int connections() const { return server_.connections(); }
    SSL_CTX* settings() { return context_.native_handle(); }

  private:
    boost::asio::ssl::context context_;
    blocking_server server_;
};

/// An HTTP proxy that can CONNECT, to loopback only. It keeps what it was asked.
class connect_proxy {
  public:
    /// `wanted`: the "user:password" that it asks for, in base64; empty: none.
    explicit connect_proxy(std::string wanted = {}, std::string says = {})
        : wanted_(std::move(wanted)), says_(std::move(says)), server_([this](auto& s) { serve(s); }) {}

    std::uint16_t port() const { return server_.port(); }
    std::vector<std::string> asked() const {
        const std::lock_guard guard(mutex_);
        return asked_;
    }

  private:
    using tcp = boost::asio::ip::tcp;

    void serve(tcp::socket& client) {
        std::string head;
        while (head.find("\r\n\r\n") == std::string::npos) {
            char c = 0;
            boost::asio::read(client, boost::asio::buffer(&c, 1));
            head += c;
        }
        {
            const std::lock_guard guard(mutex_);
            asked_.push_back(head);
        }
        const auto say = [&](const std::string& text) { boost::asio::write(client, boost::asio::buffer(text)); };
        if (!says_.empty()) {
            if (says_ != "(nothing)") say(says_);
            return hold(client);
        }
        if (!wanted_.empty() && head.find("Proxy-Authorization: Basic " + wanted_ + "\r\n") == std::string::npos)
            return say("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 3\r\n\r\nno\n");
        const auto target = head.substr(8, head.find(' ', 8) - 8); // behind "CONNECT "
        const auto colon = target.rfind(':');
        const bool v6 = target.front() == '[';
        tcp::socket server(client.get_executor());
        server.connect({boost::asio::ip::make_address(v6 ? "::1" : "127.0.0.1"),
                        static_cast<std::uint16_t>(std::stoi(target.substr(colon + 1)))});
        say("HTTP/1.1 200 Connection established\r\n\r\n");
        std::thread back([&] { pass_on(server, client); });
        pass_on(client, server);
        back.join();
    }

    /// All that one side says, to the other; then both are ended.
    static void pass_on(tcp::socket& from, tcp::socket& to) {
        std::vector<char> bytes(65536);
        boost::system::error_code ec;
        while (true) {
            const auto size = from.read_some(boost::asio::buffer(bytes), ec);
            if (!ec) boost::asio::write(to, boost::asio::buffer(bytes, size), ec);
            if (ec) break;
        }
        end(from);
        end(to);
    }

    std::string wanted_, says_;
    mutable std::mutex mutex_;
    std::vector<std::string> asked_;
    blocking_server server_;
};

} // namespace fairway::test
