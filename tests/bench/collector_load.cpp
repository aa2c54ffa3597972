// Load for tests/bench/collector: many probers that enroll at a collector on loopback and report, over TLS, as fast as
// it takes them or at a given rate. Prints one JSON object a phase. The bodies are packed beforehand, all but the run's
// id, so that little of the machine goes to the generator.
#include "matrix/assess.hpp"
#include "matrix/plan.hpp"
#include "matrix/report.hpp"
#include "matrix/shipped.hpp"
#include "support/secret.hpp"
#include "support/text_file.hpp"
#include "support/utc_time.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>

namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
namespace http = boost::beast::http;
using namespace fairway;
using steady = std::chrono::steady_clock;
using json = nlohmann::ordered_json;

constexpr std::size_t flows_of_a_report = 60;

struct settings {
    std::uint16_t port = 0;
    std::string ca, token;
    std::size_t identities = 1000, connections = 64, seconds = 10;
};

/// Words of a command line "--name value …".
settings read_settings(int argc, char** argv) {
    settings s;
    std::map<std::string, std::string> given;
    for (int i = 1; i + 1 < argc; i += 2)
        given[argv[i]] = argv[i + 1];
    const auto number = [&](const char* name, std::size_t otherwise) {
        return given.count(name) != 0 ? std::stoul(given.at(name)) : otherwise;
    };
    s.port = static_cast<std::uint16_t>(number("--port", 0));
    s.ca = given["--ca"];
    s.token = given["--token"];
    s.identities = number("--identities", s.identities);
    s.connections = number("--connections", s.connections);
    s.seconds = number("--seconds", s.seconds);
    if (s.port == 0 || s.ca.empty() || s.token.empty()) throw std::runtime_error("needs --port, --ca and --token");
    return s;
}

/// A report of 60 flows as a backup server makes it, without what differs from run to run; `broken` of them fail.
/// `variant` makes every flow's text another one.
std::string report_tail(std::size_t broken, bool variant) {
    static const auto m = *shipped_matrix("veeam-agents");
    site s;
    site_host self;
    self.name = "bench";
    self.roles = {"backup-server"};
    for (int n = 0; n < 40; ++n) {
        site_host host;
        host.name = "server" + std::to_string(n);
        host.addresses = {"127.0.1." + std::to_string(n + 1)};
        host.roles = {n % 2 == 0 ? "agent-linux" : "agent-windows"};
        s.hosts.push_back(host);
    }
    plan_options operation;
    operation.phase = phase::operation;
    const plan p = make_plan(m, s, self, operation);
    if (p.requirements.size() < flows_of_a_report) throw std::runtime_error("the plan has too few flows");
    report r;
    r.fairway = "0.1.0";
    r.roles = self.roles;
    r.phase = phase::operation;
    r.matrices = m.sources;
    r.started_at = utc_time(std::chrono::system_clock::now());
    r.duration_ms = 3000;
    r.interval_s = 300;
    for (std::size_t n = 0; n < flows_of_a_report; ++n) {
        requirement c = p.requirements[n];
        c.questions.clear();
        c.required = true;
        observation o;
        o.evidence = evidence::connected;
        o.state = state::open;
        o.reason = reason::syn_ack;
        o.rtt_us = 400;
        o.answered_by = c.addresses.front();
        if (n < broken) {
            o.state = state::closed;
            o.reason = reason::conn_refused;
            o.evidence = evidence::refused;
        }
        if (variant) o.identity = "another service";
        seen_address at;
        at.name = c.target;
        at.address = c.addresses.front();
        at.source = "127.0.0.1";
        for (const auto& range : c.probed)
            at.ports.push_back({range.first, o});
        r.findings.push_back(assess(c, {at}, s, "2026-01-01"));
    }
    json j = to_json(r);
    for (const char* key : {"schema", "run_id", "host"})
        j.erase(key);
    return j.dump().substr(1);
}

/// The end of many gzip members: packed once. What comes before it differs and is short: it is stored as it is.
class packed_tail {
  public:
    explicit packed_tail(std::string tail) : size_(tail.size()) {
        crc_ = ::crc32(0, reinterpret_cast<const Bytef*>(tail.data()), static_cast<uInt>(tail.size()));
        z_stream stream{};
        if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc();
        packed_.resize(::deflateBound(&stream, static_cast<uLong>(tail.size())));
        stream.next_in = reinterpret_cast<Bytef*>(tail.data());
        stream.avail_in = static_cast<uInt>(tail.size());
        stream.next_out = reinterpret_cast<Bytef*>(packed_.data());
        stream.avail_out = static_cast<uInt>(packed_.size());
        ::deflate(&stream, Z_FINISH);
        packed_.resize(stream.total_out);
        ::deflateEnd(&stream);
    }

    std::string with(const std::string& head) const {
        const auto little = [](std::string& out, std::uint32_t value, int bytes) {
            for (int i = 0; i < bytes; ++i)
                out += static_cast<char>(value >> (8 * i));
        };
        std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff\0", 11); // header; a stored block that is not the last
        little(out, static_cast<std::uint32_t>(head.size()), 2);
        little(out, ~static_cast<std::uint32_t>(head.size()), 2);
        out += head + packed_;
        const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(head.data()), static_cast<uInt>(head.size()));
        little(out, static_cast<std::uint32_t>(::crc32_combine(crc, crc_, static_cast<z_off_t>(size_))), 4);
        little(out, static_cast<std::uint32_t>(head.size() + size_), 4);
        return out;
    }

    std::size_t size() const { return size_; }
    std::size_t packed_size() const { return packed_.size(); }

  private:
    std::string packed_;
    std::size_t size_;
    uLong crc_ = 0;
};

struct identity {
    std::string host, credential;
    const packed_tail* sent = nullptr; ///< what it reported last
};

struct request {
    std::string bytes;
    steady::time_point due;
};

/// Where requests come from, and where what became of them goes.
struct phase_of_load {
    std::function<std::optional<request>()> next; ///< nothing: no more
    std::size_t done = 0;
    std::map<unsigned, std::size_t> statuses;
    std::map<std::string, std::size_t> errors;
    std::vector<double> latencies_ms;
};

/// One connection that sends one request after the other.
class client : public std::enable_shared_from_this<client> {
  public:
    client(asio::io_context& io, ssl::context& tls, std::uint16_t port, bool reconnect, phase_of_load& load)
        : io_(io), tls_(tls), port_(port), reconnect_(reconnect), load_(load), timer_(io) {}

    void next() {
        auto r = load_.next();
        if (!r) return close();
        request_ = std::move(*r);
        const auto wait = request_.due - steady::now();
        if (wait <= steady::duration::zero()) return begin();
        timer_.expires_at(request_.due);
        timer_.async_wait([self = shared_from_this()](auto) { self->begin(); });
    }

  private:
    using stream = ssl::stream<asio::ip::tcp::socket>;

    void begin() {
        if (stream_ && !reconnect_) return send();
        stream_ = std::make_unique<stream>(io_, tls_);
        stream_->next_layer().async_connect({asio::ip::make_address("127.0.0.1"), port_},
                                            [self = shared_from_this()](auto error) {
                                                if (error) return self->failed("connect: " + error.message());
                                                self->shake();
                                            });
    }

    void shake() {
        stream_->next_layer().set_option(asio::ip::tcp::no_delay(true));
        stream_->async_handshake(stream::client, [self = shared_from_this()](auto error) {
            if (error) return self->failed("handshake: " + error.message());
            self->send();
        });
    }

    void send() {
        asio::async_write(*stream_, asio::buffer(request_.bytes), [self = shared_from_this()](auto error, std::size_t) {
            if (error) return self->failed("write: " + error.message());
            self->receive();
        });
    }

    void receive() {
        response_ = {};
        http::async_read(*stream_, buffer_, response_, [self = shared_from_this()](auto error, std::size_t) {
            if (error) return self->failed("read: " + error.message());
            auto& load = self->load_;
            ++load.done;
            ++load.statuses[self->response_.result_int()];
            const std::chrono::duration<double, std::milli> took = steady::now() - self->request_.due;
            load.latencies_ms.push_back(took.count());
            if (!self->response_.keep_alive()) self->stream_.reset();
            self->next();
        });
    }

    void failed(const std::string& why) {
        ++load_.errors[why];
        stream_.reset();
        buffer_.clear();
        next();
    }

    void close() {
        if (stream_) {
            boost::system::error_code ignored;
            stream_->next_layer().close(ignored);
        }
    }

    asio::io_context& io_;
    ssl::context& tls_;
    std::uint16_t port_;
    bool reconnect_;
    phase_of_load& load_;
    asio::steady_timer timer_;
    std::unique_ptr<stream> stream_;
    request request_;
    boost::beast::flat_buffer buffer_;
    http::response<http::string_body> response_;
};

class generator {
  public:
    explicit generator(const settings& s) : settings_(s), tls_(ssl::context::tls_client) {
        tls_.load_verify_file(s.ca);
        tls_.set_verify_mode(ssl::verify_peer);
        const auto seed = random_hex(8);
        for (std::size_t n = 0; n < s.identities; ++n)
            identities_.push_back({"bench-" + std::to_string(n), sha256_hex(seed + std::to_string(n))});
    }

    void enroll() {
        std::size_t n = 0;
        run("enroll", false, [&]() -> std::optional<request> {
            if (n == identities_.size()) return std::nullopt;
            const auto& i = identities_[n++];
            const json body{{"token", settings_.token},
                            {"credential_sha256", sha256_hex(i.credential)},
                            {"host", i.host},
                            {"install_id", sha256_hex(i.host).substr(0, 32)},
                            {"fairway", "0.1.0"}};
            return request{post("/api/v1/enroll", "", body.dump()), steady::now()};
        });
    }

    /// Each identity reports once.
    void everyone(const std::string& name, const packed_tail& tail) {
        std::size_t n = 0;
        run(name, false, [&, n]() mutable -> std::optional<request> {
            if (n == identities_.size()) return std::nullopt;
            return request{report(identities_[n++], tail), steady::now()};
        });
    }

    /// For some seconds, as fast as answers come (rate 0), or so many a second. With two `tails` every identity
    /// reports another one than last time. Returns reports a second.
    double steadily(const std::string& name, const std::vector<const packed_tail*>& tails, double rate,
                    bool reconnect = false) {
        const auto began = steady::now();
        const auto until = began + std::chrono::seconds(settings_.seconds);
        std::size_t n = 0;
        return run(name, reconnect, [&, n]() mutable -> std::optional<request> {
            auto due = steady::now();
            if (rate > 0)
                due = began + std::chrono::duration_cast<steady::duration>(
                                  std::chrono::duration<double>(static_cast<double>(n) / rate));
            if (due >= until) return std::nullopt;
            auto& who = identities_[turn_++ % identities_.size()];
            const auto& tail = *(tails.front() == who.sent ? tails.back() : tails.front());
            ++n;
            return request{report(who, tail), due};
        });
    }

  private:
    static std::string post(const std::string& path, const std::string& headers, const std::string& body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    std::string report(identity& who, const packed_tail& tail) {
        who.sent = &tail;
        const std::string head =
            R"({"schema":"fairway-report/1","run_id":")" + run_id() + R"(","host":")" + who.host + "\",";
        const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        return post("/api/v1/reports",
                    "Authorization: Bearer " + who.credential +
                        "\r\nContent-Encoding: gzip\r\nFairway-Report-Age: 0\r\nFairway-Spool: 0\r\nFairway-Clock: " +
                        std::to_string(now) + "\r\n",
                    tail.with(head));
    }

    std::string run_id() {
        char text[33];
        std::snprintf(text, sizeof text, "%016lx%016lx",
                      static_cast<unsigned long>(steady::now().time_since_epoch().count()),
                      static_cast<unsigned long>(++runs_));
        return text;
    }

    double run(const std::string& name, bool reconnect, std::function<std::optional<request>()> next) {
        asio::io_context io(1);
        phase_of_load load;
        load.next = std::move(next);
        const auto began = steady::now();
        for (std::size_t n = 0; n < settings_.connections; ++n)
            std::make_shared<client>(io, tls_, settings_.port, reconnect, load)->next();
        io.run_for(std::chrono::minutes(30));
        const double seconds = std::chrono::duration<double>(steady::now() - began).count();
        auto& l = load.latencies_ms;
        std::sort(l.begin(), l.end());
        const auto at = [&](double q) {
            return l.empty() ? 0.0
                             : l[std::min(l.size() - 1, static_cast<std::size_t>(q * static_cast<double>(l.size())))];
        };
        const double rate = static_cast<double>(load.done) / seconds;
        json j{{"phase", name},      {"requests", load.done},      {"seconds", seconds},
               {"per_second", rate}, {"p50_ms", at(0.5)},          {"p99_ms", at(0.99)},
               {"max_ms", at(1)},    {"statuses", json::object()}, {"errors", json::object()}};
        for (const auto& [status, count] : load.statuses)
            j["statuses"][std::to_string(status)] = count;
        for (const auto& [error, count] : load.errors)
            j["errors"][error] = count;
        std::cout << j.dump() << std::endl;
        return rate;
    }

    settings settings_;
    ssl::context tls_;
    std::vector<identity> identities_;
    std::size_t turn_ = 0;
    std::uint64_t runs_ = 0;
};

} // namespace

int main(int argc, char** argv) {
    try {
        const auto s = read_settings(argc, argv);
        const packed_tail fine(report_tail(0, false)), some(report_tail(6, false)), all(report_tail(0, true));
        std::cout
            << json{{"phase", "about"}, {"report_bytes", fine.size()}, {"packed_bytes", fine.packed_size()}}.dump()
            << std::endl;
        generator g(s);
        g.enroll();
        g.everyone("first reports", fine);
        const double unchanged = g.steadily("unchanged", {&fine}, 0);
        g.steadily("unchanged at half load", {&fine}, unchanged / 2);
        g.steadily("unchanged, a new connection each", {&fine}, 0, true);
        const double changed = g.steadily("6 of 60 change", {&fine, &some}, 0);
        g.steadily("6 of 60 change at half load", {&fine, &some}, changed / 2);
        g.steadily("all 60 change", {&all, &fine}, 0);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "collector_load: " << e.what() << "\n";
        return 4;
    }
}
