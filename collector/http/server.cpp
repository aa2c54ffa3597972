#include "collector/http/server.hpp"

#include "collector/http/connection.hpp"
#include "collector/http/silent_connection.hpp"
#include "collector/http/tls.hpp"
#include "support/log.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <future>
#include <list>
#include <set>
#include <thread>
#include <unordered_map>

namespace fairway::collector {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// A burst of commits wakes listeners once.
constexpr std::chrono::milliseconds gather_events{50};
// Out of file descriptors: the next try.
constexpr std::chrono::milliseconds breathe{50};

} // namespace

class http_server::engine final : public connection_host {
  public:
    engine(const tls_identity& identity, const http_limits& limits, byte_budget& budget, http_application application)
        : limits_(limits), budget_(budget), application_(std::move(application)), context_(make_tls_context(identity)),
          work_(asio::make_work_guard(io_)), gather_(io_), poll_(io_) {}

    ~engine() override { stop(std::chrono::milliseconds(0)); }

    std::uint16_t listen(const std::string& address, std::uint16_t port, bool tls) {
        const tcp::endpoint at(asio::ip::make_address(address), port);
        auto& l = listeners_.emplace_back(io_, tls);
        l.acceptor.open(at.protocol());
        l.acceptor.set_option(tcp::acceptor::reuse_address(true));
        if (at.address().is_v6()) l.acceptor.set_option(asio::ip::v6_only(true));
        l.acceptor.bind(at);
        l.acceptor.listen(1024);
        return l.acceptor.local_endpoint().port();
    }

    void start() {
        for (auto& l : listeners_)
            accept(l);
        poll();
        thread_ = std::thread([this] { run(); });
    }

    void use(const tls_identity& identity) {
        auto context = make_tls_context(identity);
        asio::post(io_, [this, context = std::move(context)] { context_ = context; });
    }

    void wake() {
        if (wake_is_due_.exchange(true)) return;
        asio::post(io_, [this] {
            gather_.expires_after(gather_events);
            gather_.async_wait([this](error_code ec) {
                wake_is_due_ = false;
                if (!ec) wake_now();
            });
        });
    }

    void stop(std::chrono::milliseconds at_most) {
        if (thread_.joinable()) {
            auto all_gone = all_gone_.get_future();
            asio::post(io_, [this] { begin_to_stop(); });
            all_gone.wait_for(at_most);
            io_.stop();
            thread_.join();
        }
    }

    std::size_t connections() const { return open_; }

    // For connections
    const http_limits& limits() const override { return limits_; }
    byte_budget& budget() override { return budget_; }
    std::shared_ptr<http_exchange> begin(http_request head) override { return application_(std::move(head)); }
    bool stopping() const override { return stopping_; }
    void busy(idle_order::id c) override { order_.busy(c); }
    void idle(idle_order::id c) override { order_.idle(c); }
    void gone(idle_order::id c) override {
        order_.remove(c);
        streams_.erase(c);
        connections_.erase(c);
        open_ = order_.size();
        if (stopping_ && connections_.empty()) tell_all_gone();
    }
    bool may_stream(idle_order::id c) override {
        if (stopping_ || streams_.size() >= limits_.event_streams) return false;
        streams_.insert(c);
        return true;
    }

  private:
    struct listener {
        listener(asio::io_context& io, bool with_tls) : acceptor(io), tls(with_tls), retry(io) {}
        tcp::acceptor acceptor;
        bool tls;
        asio::steady_timer retry;
    };

    void run() {
        while (!io_.stopped())
            try {
                io_.run();
            } catch (const std::exception& e) { // of one connection; the others go on
                log(log_level::error, "a connection was given up", {{"why", std::string(e.what())}});
            }
    }

    void accept(listener& l) {
        l.acceptor.async_accept([this, &l](error_code ec, tcp::socket socket) {
            if (stopping_) return;
            if (!ec) {
                try {
                    welcome(std::move(socket), l.tls);
                } catch (const std::bad_alloc&) {
                    drop_longest_idle(); // the next client must still get in
                }
                return accept(l);
            }
            if (ec == asio::error::connection_aborted) return accept(l);
            // Out of file descriptors or memory: some connection has to go.
            drop_longest_idle();
            l.retry.expires_after(breathe);
            l.retry.async_wait([this, &l](error_code canceled) {
                if (!canceled && !stopping_) accept(l);
            });
        });
    }

    void welcome(tcp::socket socket, bool tls) {
        if (order_.size() >= limits_.connections && !drop_longest_idle()) return;
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        const auto id = next_++;
        order_.add(id);
        open_ = order_.size();
        if (!tls) return begin(id, make_plain_connection(*this, id, std::move(socket)));
        begin(id, make_silent_connection(*this, id, std::move(socket), [this, id](tcp::socket speaks) {
                  begin(id, make_tls_connection(*this, id, std::move(speaks), context_));
              }));
    }

    void begin(idle_order::id id, std::shared_ptr<http_connection> made) {
        connections_[id] = made;
        made->start();
    }

    bool drop_longest_idle() {
        const auto id = order_.longest_idle();
        if (!id) return false;
        order_.remove(*id);
        if (const auto found = connections_.find(*id); found != connections_.end())
            if (const auto c = found->second.lock()) c->close_now();
        return true;
    }

    void wake_now() {
        const auto now = streams_; // a stream may end while we go through them
        for (const auto id : now)
            if (const auto found = connections_.find(id); found != connections_.end())
                if (const auto c = found->second.lock()) c->events_may_have_come();
    }

    void poll() {
        poll_.expires_after(limits_.poll);
        poll_.async_wait([this](error_code ec) {
            if (ec || stopping_) return;
            wake_now();
            poll();
        });
    }

    void begin_to_stop() {
        stopping_ = true;
        error_code ignored;
        for (auto& l : listeners_) {
            l.acceptor.close(ignored);
            l.retry.cancel();
        }
        poll_.cancel();
        std::vector<std::shared_ptr<http_connection>> all;
        for (const auto& [id, weak] : connections_)
            if (auto c = weak.lock()) all.push_back(std::move(c));
        for (const auto& c : all)
            c->stop();
        if (all.empty()) tell_all_gone();
    }

    void tell_all_gone() {
        if (std::exchange(told_, true)) return;
        all_gone_.set_value();
    }

    const http_limits limits_;
    byte_budget& budget_;
    http_application application_;
    std::shared_ptr<asio::ssl::context> context_;
    idle_order order_;
    std::set<idle_order::id> streams_;
    std::unordered_map<idle_order::id, std::weak_ptr<http_connection>> connections_;
    idle_order::id next_ = 1;
    std::atomic<std::size_t> open_{0};
    std::atomic<bool> wake_is_due_{false};
    bool stopping_ = false;
    bool told_ = false;
    std::promise<void> all_gone_;
    // Destroyed before the above: connections that still wait in it tell us that they are gone.
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    asio::steady_timer gather_, poll_;
    std::list<listener> listeners_;
    std::thread thread_;
};

http_server::http_server(const tls_identity& identity, const http_limits& limits, byte_budget& budget,
                         http_application application)
    : engine_(std::make_unique<engine>(identity, limits, budget, std::move(application))) {}
http_server::~http_server() = default;

std::uint16_t http_server::listen(const std::string& address, std::uint16_t port, bool tls) {
    return engine_->listen(address, port, tls);
}
void http_server::start() {
    engine_->start();
}
void http_server::use(const tls_identity& identity) {
    engine_->use(identity);
}
void http_server::wake_event_streams() {
    engine_->wake();
}
void http_server::stop(std::chrono::milliseconds at_most) {
    engine_->stop(at_most);
}
std::size_t http_server::connections() const {
    return engine_->connections();
}

} // namespace fairway::collector
