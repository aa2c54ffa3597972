#include "probes/identify/engine.hpp"

#include "probes/identify/http.hpp"
#include "probes/identify/looks_like.hpp"
#include "probes/identify/tls.hpp"
#include "probes/net/lost_time.hpp"
#include "probes/net/most_sockets.hpp"
#include "probes/net/tcp.hpp"
#include "probes/net/tcp_state.hpp"
#include "probes/net/waiting_socket.hpp"
#include "probes/sweep/launcher.hpp"
#include "probes/sweep/ticker.hpp"
#include "probes/wire/tls_hello.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace fairway::identify {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// What TLS adds to an answer: certificates above all, of which OpenSSL itself takes 100 KiB.
constexpr std::size_t longest_tls = 4 * longest_answer;

/// One conversation. Lives as long as an operation of it is under way.
class talk : public std::enable_shared_from_this<talk> {
  public:
    talk(asio::io_context& io, lost_time& lost, const question& q, const lane& to, const tls_settings* settings,
         conversation& result, std::function<void()> finished)
        : connecting_(io), socket_(io), timer_(io), lost_(lost), question_(q), to_(to), settings_(settings),
          result_(result), finished_(std::move(finished)) {}

    takeoff start(std::chrono::milliseconds deadline) {
        const auto there = to_.journey.to_port(question_.port);
        const auto opened = start_talk(there);
        if (opened.socket != no_socket) connecting_.assign(opened.socket);
        if (opened.error != net_error::none) {
            close();
            if (opened.error == net_error::exhausted) return takeoff::exhausted;
            result_.end = ending::unconnected;
            return takeoff::passes;
        }
        deadline_ = waking_deadline(lost_, lost_time::clock::now(), deadline);
        wait_for_deadline();
        wait_for_connection();
        return takeoff::flies;
    }

    /// Ends it without a result.
    void abandon() {
        if (!done_) close();
    }

  private:
    void wait_for_deadline() {
        timer_.expires_at(deadline_.at());
        timer_.async_wait([self = shared_from_this()](error_code ec) {
            if (ec || self->done_) return;
            if (!self->deadline_.has_passed(self->lost_, lost_time::clock::now())) return self->wait_for_deadline();
            self->finish(self->at_deadline());
        });
    }

    ending at_deadline() {
        if (leaving_) return *leaving_;
        if (!connected_) return ending::unconnected;
        if (!tls_ || tls_->at() != tls_client::stage::handshake) return ending::mute;
        return raw_ == 0 && tcp_state_of(static_cast<socket_handle>(socket_.native_handle())).has_gap
                   ? ending::tls_beheaded
                   : ending::tls_mute;
    }

    void wait_for_connection() {
        connecting_.wait_writable([self = shared_from_this()](const error_code& ec) {
            if (!ec && !self->done_) self->look();
        });
    }

    void look() {
        const auto view = look_at_connect(connecting_.handle(), net_error::none, to_.text, to_.way.source);
        switch (view.at) {
        case connect_view::stage::waiting: return wait_for_connection();
        case connect_view::stage::established: return connected();
        case connect_view::stage::finished: break;
        }
        // Unlike a refusal this comes after the handshake, though before we were told of that.
        finish(view.seen.reason == reason::reset ? ending::reset : ending::unconnected);
    }

    void connected() {
        connected_ = true;
        const bool v6 = to_.journey.to.v6();
        socket_.assign(v6 ? tcp::v6() : tcp::v4(), static_cast<tcp::socket::native_handle_type>(connecting_.release()));
        error_code ignored;
        socket_.non_blocking(true, ignored);
        asks_proxy_ = question_.proxy && question_.proxy->tunnel;
        if (asks_proxy_)
            outgoing_ = connect_request(*question_.proxy);
        else
            begin();
        write();
        read();
    }

    /// With the service itself, or with a proxy that fetches the answer.
    void begin() {
        if (question_.tls) {
            tls_.emplace(*settings_, question_.server_name);
            tls_->receive({});
            outgoing_ = tls_->take_outgoing();
        } else {
            outgoing_ = question_.request;
        }
    }

    void write() {
        if (outgoing_.empty() || writing_ || done_) return;
        writing_ = true;
        in_flight_ = std::move(outgoing_);
        outgoing_.clear();
        asio::async_write(socket_, asio::buffer(in_flight_), [self = shared_from_this()](error_code, std::size_t) {
            // A failed write shows in reading, behind what the peer may still have said.
            self->writing_ = false;
            self->write();
        });
    }

    void read() {
        socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code ec, std::size_t size) {
            if (self->done_) return;
            if (self->leaving_) return self->finish(*self->leaving_); // it heard us, whatever it says to that
            if (ec) return self->ended(ec);
            self->received(std::string_view(self->buffer_.data(), size));
            if (!self->done_) self->read();
        });
    }

    void received(std::string_view bytes) {
        raw_ += bytes.size();
        if (asks_proxy_) return heard_of_tunnel(bytes);
        if (!tls_) {
            plain_.append(bytes);
            return judge(plain_);
        }
        beginning_.append(bytes.substr(0, most_kept - beginning_.size()));
        tls_->receive(bytes);
        if (tls_->at() == tls_client::stage::established && !asked_) {
            asked_ = true;
            tls_->send(question_.request);
        }
        outgoing_ += tls_->take_outgoing();
        write();
        if (!tls_->received().empty()) judge(tls_->received());
        if (done_ || leaving_) return;
        switch (tls_->at()) {
        case tls_client::stage::refused:
            result_.identity = tls_->problem();
            return finish(tls_->is_old() ? ending::old_tls : ending::turned_away);
        case tls_client::stage::not_followed: return not_followed();
        case tls_client::stage::closed: return finish(ending::hung_up);
        default: break;
        }
        if (raw_ <= longest_tls) return;
        const bool in_handshake = tls_->at() == tls_client::stage::handshake;
        result_.identity = in_handshake ? "it sends more than " + std::to_string(longest_tls / 1024) + " KiB"
                                        : std::string("TLS that never ends");
        finish(in_handshake ? ending::broken_tls : ending::wrong);
    }

    void heard_of_tunnel(std::string_view bytes) {
        plain_.append(bytes);
        const auto reply = read_proxy_answer(*question_.proxy, plain_);
        if (!is_let_pass(reply)) return;
        asks_proxy_ = false;
        if (!question_.read) return finish(ending::tunnel);
        const std::string ahead = plain_.substr(reply.size);
        plain_.clear();
        begin();
        write();
        if (!ahead.empty()) received(ahead);
    }

    /// False: not yet, or it is over.
    bool is_let_pass(const proxy_reply& reply) {
        using verdict = proxy_reply::verdict;
        if (reply.says == verdict::more) return false;
        result_.past_proxy = reply.says == verdict::passes;
        if (result_.past_proxy) return true;
        result_.proxy_status = reply.status;
        result_.identity = reply.words;
        finish(reply.says == verdict::refuses   ? ending::refused
               : reply.says == verdict::unclear ? ending::unclear
                                                : ending::wrong);
        return false;
    }

    /// A server that answered the handshake speaks TLS, whatever keeps us from going on.
    void not_followed() {
        const auto hello = wire::decode_tls_server_hello(beginning_);
        const auto* version = std::get_if<std::uint16_t>(&hello);
        if (version == nullptr) {
            const auto head = wire::decode_http_head(beginning_);
            if (const auto* h = std::get_if<wire::http_head>(&head); h != nullptr && is_of_proxy(*h)) {
                result_.identity = describe_proxy(*h);
                return finish(ending::proxy);
            }
            result_.identity = beginning_.starts_with("\x16\x03") ? "TLS of an unsupported type"
                                                                  : "not TLS but " + looks_like(beginning_);
            return finish(ending::wrong);
        }
        const bool old = *version < wire::tls_1_2;
        result_.identity = old ? wire::tls_version_name(*version) : tls_->problem();
        finish(old ? ending::old_tls : ending::broken_tls);
    }

    void judge(const std::string& answer) {
        if (question_.proxy && !result_.past_proxy && !is_let_pass(read_proxy_answer(*question_.proxy, answer))) return;
        const reply r = question_.read(std::string_view(answer).substr(0, question_.longest));
        if (r.says == reply::verdict::more) {
            if (answer.size() < question_.longest) return go_on();
            result_.identity = "an answer that never ends";
            return finish(ending::wrong);
        }
        result_.identity = r.identity;
        result_.leads_to = r.leads_to;
        switch (r.says) {
        case reply::verdict::confirmed: return leave(ending::confirmed);
        case reply::verdict::refused: return leave(ending::turned_away);
        case reply::verdict::proxy: return finish(ending::proxy);
        default: return finish(ending::wrong);
        }
    }

    void go_on() {
        if (!question_.next) return;
        outgoing_ += question_.next();
        write();
    }

    /// As the protocol wants it: the server answers our last word, or hangs up, or time is over.
    void leave(ending end) {
        if (question_.farewell.empty()) return finish(end);
        result_.end = end; // also if we are stopped before
        leaving_ = end;
        if (tls_) {
            tls_->send(question_.farewell);
            outgoing_ += tls_->take_outgoing();
        } else {
            outgoing_ += question_.farewell;
        }
        write();
    }

    void ended(error_code ec) {
        const bool reset = ec == asio::error::connection_reset || ec == asio::error::broken_pipe;
        // The way broke: that is no word of the service.
        if (ec != asio::error::eof && !reset) return finish(ending::unconnected);
        result_.identity = last_words(tls_ ? tls_->received() : plain_);
        finish(reset ? ending::reset : ending::hung_up);
    }

    void finish(ending end) {
        if (done_) return;
        if (tls_) {
            result_.tls = tls_->facts();
            tls_->shut_down();
            const std::string last = tls_->take_outgoing();
            error_code ignored;
            const bool understood = tls_->at() != tls_client::stage::not_followed;
            if (understood && !writing_ && !last.empty()) socket_.write_some(asio::buffer(last), ignored);
        }
        result_.end = end;
        close();
        finished_();
    }

    void close() {
        done_ = true;
        timer_.cancel();
        error_code ignored;
        // Where nothing came there is nothing to end in good order, and no port has to wait for it.
        if (raw_ == 0) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        socket_.close(ignored);
        if (connecting_.is_open()) reset_on_close(connecting_.handle());
        connecting_.close();
    }

    static constexpr std::size_t most_kept = 4096; // bytes of how the server began

    // Asio waits for a connect that fails in vain on some systems.
    waiting_socket connecting_;
    tcp::socket socket_;
    asio::steady_timer timer_;
    lost_time& lost_;
    waking_deadline deadline_;
    const question& question_;
    const lane& to_;
    const tls_settings* settings_;
    conversation& result_;
    std::function<void()> finished_;

    std::optional<tls_client> tls_;
    std::array<char, 8192> buffer_;
    std::string beginning_; ///< of what came instead of TLS
    std::string plain_;     ///< all that came, without TLS
    std::string outgoing_;
    std::string in_flight_;
    std::size_t raw_ = 0; ///< bytes that came
    bool connected_ = false;
    bool asks_proxy_ = false; ///< for a tunnel that does not stand yet
    bool writing_ = false;
    std::optional<ending> leaving_; ///< The farewell is on its way, and this is what came before.
    bool asked_ = false;
    bool done_ = false;
};

class conversations {
  public:
    conversations(const std::vector<question>& questions, const converse_options& options, lanes& paced,
                  std::stop_token stop)
        : questions_(questions), options_(options), stop_(std::move(stop)),
          queue_(std::max<std::size_t>(1, std::min(options.most_at_once, most_sockets())), launch_queue::clock::now()),
          left_(questions.size()), launcher_(io_, queue_, stop_, *this) {
        if (std::any_of(questions.begin(), questions.end(), [](const auto& q) { return q.tls; }))
            settings_.emplace(options.roots_file);
        result_.conversations.resize(questions.size());
        for (const auto& q : questions) {
            lanes_.push_back(&paced.to(q.address));
            queue_.add(*lanes_.back());
        }
    }

    converse_result hold() {
        const std::stop_callback wake(stop_, [this] { io_.stop(); });
        const ticker tick(io_, options_.on_tick);
        const ticker beat(
            io_, [this] { lost_.until(lost_time::clock::now()); }, lost_time::beat);
        launcher_.go();
        while (left_ > 0 && !io_.stopped())
            io_.run_one();
        result_.interrupted = stop_.stop_requested();
        for (const auto& t : talks_)
            if (const auto alive = t.lock()) alive->abandon();
        return std::move(result_);
    }

  private:
    friend launcher<conversations>;

    takeoff start(std::size_t n) {
        const auto t = std::make_shared<talk>(io_, lost_, questions_[n], *lanes_[n], settings_ ? &*settings_ : nullptr,
                                              result_.conversations[n], [this] {
                                                  --left_;
                                                  launcher_.landed();
                                              });
        const auto came_to = t->start(options_.deadline);
        if (came_to == takeoff::flies) talks_.push_back(t);
        if (came_to == takeoff::passes) --left_;
        return came_to;
    }

    void give_up(std::size_t) { --left_; }

    const std::vector<question>& questions_;
    const converse_options& options_;
    std::optional<tls_settings> settings_;
    converse_result result_;
    std::vector<std::weak_ptr<talk>> talks_;
    std::stop_token stop_;
    std::vector<lane*> lanes_; ///< one for each question
    launch_queue queue_;
    std::size_t left_;
    lost_time lost_{lost_time::clock::now()};
    asio::io_context io_{1}; // what waits in it refers to the others
    launcher<conversations> launcher_;
};

} // namespace

question question_for(const protocol& p, const context& about, const std::string& address, std::uint16_t port) {
    question q;
    q.address = address;
    q.port = port;
    q.tls = p.transport == transport::tls;
    q.server_name = about.server_name;
    if (p.exchange->request != nullptr) q.request = p.exchange->request(about);
    q.farewell = p.exchange->farewell;
    q.read = [read = p.exchange->read, about](std::string_view received) { return read(about, received); };
    return q;
}

converse_result converse(const std::vector<question>& questions, const converse_options& options, lanes& paced,
                         std::stop_token stop) {
    if (questions.empty()) return {{}, stop.stop_requested()};
    return conversations(questions, options, paced, std::move(stop)).hold();
}

observation with(observation open, const conversation& c) {
    open.tls = c.tls;
    switch (c.end) {
    case ending::not_run:
    case ending::unconnected: return open; // the sweep's handshake still stands
    case ending::tunnel:
    case ending::refused:
    case ending::unclear: return open; // of proxies, see agent/proxied_flows.cpp
    case ending::confirmed: open.evidence = evidence::identified; break;
    case ending::wrong: open.other_protocol = true; break;
    case ending::turned_away: open.conduct = conduct::turned_away; break;
    case ending::proxy: open.conduct = conduct::proxy; break;
    case ending::old_tls: open.conduct = conduct::old_tls; break;
    case ending::broken_tls: open.conduct = conduct::broken_tls; break;
    case ending::tls_mute:
        open.mute = true;
        open.conduct = conduct::tls_unanswered;
        break;
    case ending::tls_beheaded:
        open.mute = true;
        open.conduct = conduct::tls_beheaded;
        break;
    case ending::mute: open.mute = true; break;
    case ending::hung_up: open.reason = reason::hang_up; break;
    case ending::reset: open.reason = reason::reset; break;
    }
    open.identity = c.identity;
    open.leads_to = c.leads_to;
    return open;
}

} // namespace fairway::identify
