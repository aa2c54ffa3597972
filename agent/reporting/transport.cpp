#include "agent/reporting/transport.hpp"

#include "agent/reporting/certificate_judge.hpp"
#include "probes/net/address.hpp"
#include "probes/net/resolver.hpp"
#include "support/gzip.hpp"
#include "support/secret.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <openssl/err.h>

#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>

namespace fairway {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

constexpr std::size_t compress_above = 1024;
constexpr std::size_t longest_header = 8 * 1024;

std::string in_seconds(milliseconds time) {
    return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

} // namespace

struct transport::parts {
    parts(const host_port& to, const trust& whom, const proxy_settings& proxies, const transport_limits& l)
        : collector(to), program(whom.program), limits(l), judge(whom, to.host),
          io(std::make_shared<asio::io_context>(1)), work(asio::make_work_guard(*io)) {
        judge.rule(tls.native_handle());
        if (const auto url = proxy_towards(to, proxies); !url.empty()) {
            auto read = parse_proxy_url(url);
            if (!read) throw std::runtime_error(read.problems.front().message);
            proxy = std::move(*read.value);
        }
    }

    using stream = ssl::stream<tcp::socket>;

    host_port collector;
    std::string program; ///< that is expected there
    transport_limits limits;
    certificate_judge judge;
    std::optional<http_proxy> proxy;
    std::shared_ptr<asio::io_context> io; ///< shared with the threads that look up names
    asio::executor_work_guard<asio::io_context::executor_type> work;
    ssl::context tls{ssl::context::tls_client};
    std::optional<stream> connection; ///< established
    bool proven = false;              ///< it has brought an answer already
    boost::beast::flat_buffer buffer; ///< what of the answers was read ahead
    std::atomic<bool> interrupted = false;

    /// Runs until `done`. False: the time is over, or somebody interrupted.
    bool run_until(const bool& done, clock::time_point deadline) {
        while (!done && !interrupted && clock::now() < deadline)
            io->run_one_until(deadline);
        // What came in time counts, even where we did not get the processor to see it in time.
        if (!done && !interrupted) io->poll();
        return done;
    }

    /// What an operation leaves behind. Called by Asio when it ends, whatever its arguments are.
    struct ending {
        error_code& error;
        bool& done;
        void operator()(error_code ec, std::size_t = 0) const {
            error = ec;
            done = true;
        }
    };

    /// One operation on `socket` up to the deadline; it has ended when this returns.
    template <class Begin>
    error_code perform(tcp::socket& socket, clock::time_point deadline, Begin begin) {
        error_code error;
        bool done = false;
        begin(ending{error, done});
        if (run_until(done, deadline)) return error;
        error_code ignored;
        socket.close(ignored);
        while (!done)
            io->run_one();
        return asio::error::timed_out;
    }

    /// Names are looked up on a thread of their own that may outlive us: it cannot be interrupted.
    struct look_up {
        bool done = false;
        resolved result;
    };

    // Each step returns what was wrong in words; empty: nothing.

    std::string resolve_host(const std::string& host, std::vector<std::string>& addresses) {
        if (parse_address(host)) {
            addresses.push_back(host);
            return {};
        }
        const auto asked = std::make_shared<look_up>();
        std::thread([asked, host, its_io = io, time = limits.resolve] {
            auto found = resolve({host}, {.each = time}).at(host);
            asio::post(*its_io, [asked, result = std::move(found)] {
                asked->result = result;
                asked->done = true;
            });
        }).detach();
        // It keeps its time itself; a little more is for its last words.
        if (!run_until(asked->done, clock::now() + limits.resolve + milliseconds(500)))
            return "cannot resolve " + host + ": the resolver did not answer within " + in_seconds(limits.resolve);
        if (asked->result.addresses.empty()) return "cannot resolve " + host + ": " + asked->result.error;
        addresses = asked->result.addresses;
        return {};
    }

    std::string connect_socket(tcp::socket& socket, const host_port& to, const std::string& what) {
        std::vector<std::string> addresses;
        if (auto problem = resolve_host(to.host, addresses); !problem.empty()) return problem;
        const auto end = clock::now() + limits.connect;
        std::string problem;
        for (std::size_t i = 0; i < addresses.size() && !interrupted; ++i) {
            // One that does not answer leaves time for the others.
            const auto now = clock::now();
            const auto deadline = now + (end - now) / static_cast<int>(addresses.size() - i);
            const tcp::endpoint there(asio::ip::make_address(addresses[i]), to.port);
            socket = tcp::socket(*io);
            const auto error = perform(socket, deadline, [&](const ending& e) { socket.async_connect(there, e); });
            if (!error) return {};
            const auto at = host_port{addresses[i], to.port}.text();
            const auto named = at == to.text() ? at : at + " (" + to.host + ")";
            problem = "cannot connect to " + named + ": ";
            if (error == asio::error::timed_out)
                problem += "no answer within " + in_seconds(std::chrono::round<milliseconds>(deadline - now)) +
                           "; is a firewall dropping it?";
            else if (error == asio::error::connection_refused)
                problem += "connection refused; is " + what + " running there?";
            else
                problem += error.message();
        }
        return problem;
    }

    std::string through_proxy(tcp::socket& socket) {
        http::request<http::empty_body> request(http::verb::connect, collector.text(), 11);
        request.set(http::field::host, collector.text());
        if (!proxy->user.empty())
            request.set(http::field::proxy_authorization, "Basic " + base64(proxy->user + ":" + proxy->password));
        const auto deadline = clock::now() + limits.proxy;
        const std::string its = "the proxy " + proxy->at.text();
        auto error = perform(socket, deadline, [&](const ending& e) { http::async_write(socket, request, e); });
        boost::beast::flat_buffer ahead(longest_header);
        http::response_parser<http::empty_body> parser;
        parser.header_limit(longest_header);
        parser.skip(true); // an answer to CONNECT has no body (RFC 9110 §9.3.6)
        if (!error)
            error =
                perform(socket, deadline, [&](const ending& e) { http::async_read_header(socket, ahead, parser, e); });
        if (error == asio::error::timed_out)
            return its + " did not answer within " + in_seconds(limits.proxy) + " (asked for " + collector.text() + ")";
        if (error == http::error::end_of_stream) return its + " closed the connection without an answer";
        if (error) return its + " does not answer like an HTTP proxy: " + error.message();
        const auto status = parser.get().result_int();
        if (status == 407)
            return its + (proxy->user.empty() ? " asks for a user name and password (407): put them in its URL, "
                                                "http://USER:PASSWORD@HOST:PORT"
                                              : " rejects the user name and password in its URL (407)");
        if (status / 100 != 2)
            return its + " refuses to connect to " + collector.text() + " (" + std::to_string(status) +
                   "); does it allow CONNECT to this port?";
        if (ahead.size() != 0) return its + " does not answer like an HTTP proxy: it sent data ahead of the server";
        return {};
    }

    std::string shake_hands(stream& s) {
        judge.expect_host(s.native_handle());
        const auto error = perform(s.next_layer(), clock::now() + limits.handshake,
                                   [&](const ending& e) { s.async_handshake(ssl::stream_base::client, e); });
        if (!error) return {};
        const std::string at = collector.text();
        if (!judge.problem().empty()) return at + ": " + judge.problem();
        if (error == asio::error::timed_out)
            return at + " accepts connections, but did not answer the TLS handshake within " +
                   in_seconds(limits.handshake);
        if (error.category() == asio::error::get_ssl_category() &&
            ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_WRONG_VERSION_NUMBER)
            return at + " does not speak TLS; is this the port of " + program + "?";
        if (error == asio::error::eof || error == ssl::error::stream_truncated ||
            error == asio::error::connection_reset || error == asio::error::connection_aborted) // Windows
            return at + " closed the connection during the TLS handshake";
        return at + ": the TLS handshake failed: " + error.message();
    }

    std::string connect() {
        if (connection) return {};
        buffer.clear();
        tcp::socket socket(*io);
        auto problem =
            proxy ? connect_socket(socket, proxy->at, "the proxy") : connect_socket(socket, collector, program);
        if (problem.empty() && proxy) problem = through_proxy(socket);
        if (problem.empty() && !interrupted) {
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            ERR_clear_error();
            connection.emplace(std::move(socket), tls);
            proven = false;
            problem = shake_hands(*connection);
        }
        if (problem.empty() && interrupted) problem = "interrupted";
        if (!problem.empty()) drop();
        return problem;
    }

    void drop() {
        if (!connection) return;
        error_code ignored;
        connection->next_layer().close(ignored);
        connection.reset();
    }

    http_answer ask_once(const http::request<http::string_body>& request, bool& nothing_came) {
        const auto deadline = clock::now() + limits.answer;
        auto& s = *connection;
        http::response_parser<http::string_body> parser;
        parser.header_limit(longest_header);
        parser.body_limit(limits.answer_bytes);
        auto error = perform(s.next_layer(), deadline, [&](const ending& e) { http::async_write(s, request, e); });
        const auto written = error;
        // A server that refuses early answers before it has read everything; its words tell more than the broken pipe.
        if (error != asio::error::timed_out) {
            error = perform(s.next_layer(), deadline, [&](const ending& e) { http::async_read(s, buffer, parser, e); });
            if (error && written && error != asio::error::timed_out) error = written;
        }
        nothing_came = !parser.got_some() && error != asio::error::timed_out;
        http_answer answer;
        const auto at = collector.text();
        if (!error) {
            answer.status = parser.get().result_int();
            answer.retry_after = parser.get()[http::field::retry_after];
            const bool keep = parser.keep_alive() && !written;
            answer.body = std::move(parser.get().body());
            proven = true;
            if (!keep) drop();
            return answer;
        }
        drop();
        if (error == asio::error::timed_out)
            answer.error = at + " took the request, but did not answer within " + in_seconds(limits.answer);
        else if (error == http::error::body_limit || error == http::error::header_limit ||
                 error == http::error::buffer_overflow)
            answer.error = "the answer of " + at + " is too large to be from " + program;
        else if (error == http::error::end_of_stream || error == http::error::partial_message ||
                 error == asio::error::eof || error == ssl::error::stream_truncated ||
                 error == asio::error::connection_reset || error == asio::error::connection_aborted ||
                 error == asio::error::broken_pipe)
            answer.error = at + " closed the connection before its answer was complete";
        else if (error.category() == make_error_code(http::error::bad_version).category())
            answer.error = "the answer of " + at + " is not HTTP: " + error.message();
        else
            answer.error = "the connection to " + at + " broke: " + error.message();
        return answer;
    }

    http_answer ask(const http_request& wish) {
        http::request<http::string_body> request(http::string_to_verb(wish.method), wish.target, 11);
        // The port is part of it: a proxy in front may tell collectors apart by it.
        request.set(http::field::host, collector.text());
        request.set(http::field::user_agent, "fairway/" FAIRWAY_VERSION);
        request.set(http::field::accept, "application/json");
        if (!wish.body.empty()) request.set(http::field::content_type, wish.type);
        for (const auto& [name, value] : wish.headers)
            request.set(name, value);
        if (wish.body.size() > compress_above && wish.type == "application/json") {
            request.set(http::field::content_encoding, "gzip");
            request.body() = gzip(wish.body);
        } else {
            request.body() = wish.body;
        }
        request.prepare_payload();

        http_answer answer;
        for (bool again = true; again;) {
            const bool kept = connection && proven;
            again = false;
            if (answer.error = connect(); answer.error.empty()) {
                bool nothing_came = false;
                answer = ask_once(request, nothing_came);
                again = kept && answer.status == 0 && nothing_came && !interrupted;
            }
        }
        if (interrupted && answer.status == 0) {
            answer.interrupted = true;
            answer.error = "interrupted: the service is stopping";
        }
        return answer;
    }
};

transport::transport(const host_port& collector, const trust& whom, const proxy_settings& proxies,
                     const transport_limits& limits)
    : parts_(std::make_unique<parts>(collector, whom, proxies, limits)) {}

transport::~transport() = default;

std::string transport::connect() {
    return parts_->connect();
}

http_answer transport::ask(const http_request& request) {
    return parts_->ask(request);
}

void transport::close() {
    auto& p = *parts_;
    if (!p.connection) return;
    // Whether the other side agrees is of little use to us.
    const auto limit = std::min<milliseconds>(p.limits.handshake, milliseconds(1000));
    p.perform(p.connection->next_layer(), clock::now() + limit,
              [&](const parts::ending& e) { p.connection->async_shutdown(e); });
    p.drop();
}

const std::string& transport::authority() const {
    return parts_->judge.authority();
}

const std::string& transport::shown() const {
    return parts_->judge.shown();
}

void transport::interrupt() {
    parts_->interrupted = true;
    boost::asio::post(*parts_->io, [] {});
}

} // namespace fairway
