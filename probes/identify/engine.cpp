#include "probes/identify/engine.hpp"

#include "probes/identify/looks_like.hpp"
#include "probes/identify/tls.hpp"
#include "probes/net/address.hpp"
#include "probes/net/descriptor_limit.hpp"
#include "probes/sweep/ticker.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>
#include <stdexcept>

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
    talk(asio::io_context& io, const question& q, const tls_settings* settings, conversation& result,
         std::function<void()> finished)
        : socket_(io), timer_(io), question_(q), settings_(settings), result_(result), finished_(std::move(finished)) {}

    void start(std::chrono::milliseconds deadline) {
        const auto address = parse_address(question_.address);
        if (!address) throw std::invalid_argument("not a numeric address: " + question_.address);
        timer_.expires_after(deadline);
        timer_.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec) self->finish(self->connected_ ? ending::mute : ending::unconnected);
        });
        tcp::endpoint to;
        std::copy_n(reinterpret_cast<const unsigned char*>(&address->storage), address->size,
                    reinterpret_cast<unsigned char*>(to.data()));
        to.resize(address->size);
        to.port(question_.port);
        socket_.async_connect(to, [self = shared_from_this()](error_code ec) { self->connected(ec); });
    }

    /// Ends it without a result.
    void abandon() {
        if (!done_) close();
    }

  private:
    void connected(error_code ec) {
        if (done_) return;
        // Unlike a refusal this comes after the handshake, though before we were told of that.
        if (ec == asio::error::connection_reset) return finish(ending::reset);
        error_code no_peer;
        socket_.remote_endpoint(no_peer); // Asio calls some failed connects a success; those have no peer
        if (ec || no_peer) return finish(ending::unconnected);
        connected_ = true;
        socket_.non_blocking(true, ec);
        if (question_.tls) {
            tls_.emplace(*settings_, question_.server_name);
            tls_->receive({});
            outgoing_ = tls_->take_outgoing();
        } else {
            outgoing_ = question_.request;
        }
        write();
        read();
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
            if (ec) return self->ended(ec);
            self->received(std::string_view(self->buffer_.data(), size));
            if (!self->done_) self->read();
        });
    }

    void received(std::string_view bytes) {
        raw_ += bytes.size();
        if (!tls_) {
            plain_.append(bytes);
            return judge(plain_);
        }
        beginning_.append(bytes.substr(0, most_shown - beginning_.size()));
        tls_->receive(bytes);
        if (tls_->at() == tls_client::stage::established && !asked_) {
            asked_ = true;
            tls_->send(question_.request);
        }
        outgoing_ += tls_->take_outgoing();
        write();
        if (!tls_->received().empty()) judge(tls_->received());
        if (done_) return;
        switch (tls_->at()) {
        case tls_client::stage::refused:
            result_.identity = "TLS alert: " + tls_->problem();
            return finish(ending::hung_up);
        case tls_client::stage::not_tls:
            result_.identity = beginning_.starts_with("\x16\x03") ? "TLS of a version or kind that is not supported"
                                                                  : "not TLS but " + looks_like(beginning_);
            return finish(ending::wrong);
        case tls_client::stage::closed: return finish(ending::hung_up);
        default: break;
        }
        if (raw_ > longest_tls) {
            result_.identity = "endless TLS";
            finish(ending::wrong);
        }
    }

    void judge(const std::string& answer) {
        const reply r = question_.read(std::string_view(answer).substr(0, longest_answer));
        if (r.says == reply::verdict::more) {
            if (answer.size() < longest_answer) return;
            result_.identity = "an answer without end";
            return finish(ending::wrong);
        }
        result_.identity = r.identity;
        finish(r.says == reply::verdict::confirmed ? ending::confirmed : ending::wrong);
    }

    void ended(error_code ec) {
        if (ec == asio::error::eof) return finish(ending::hung_up);
        const bool reset = ec == asio::error::connection_reset || ec == asio::error::broken_pipe;
        finish(reset ? ending::reset : ending::unconnected); // the way broke: that is no word of the service
    }

    void finish(ending end) {
        if (done_) return;
        if (tls_) {
            result_.tls = tls_->facts();
            tls_->shut_down();
            const std::string last = tls_->take_outgoing();
            error_code ignored;
            const bool understood = tls_->at() != tls_client::stage::not_tls;
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
    }

    static constexpr std::size_t most_shown = 64; // bytes of what is no TLS

    tcp::socket socket_;
    asio::steady_timer timer_;
    const question& question_;
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
    bool writing_ = false;
    bool asked_ = false;
    bool done_ = false;
};

class conversations {
  public:
    conversations(const std::vector<question>& questions, const converse_options& options)
        : questions_(questions), options_(options) {
        if (std::any_of(questions.begin(), questions.end(), [](const auto& q) { return q.tls; }))
            settings_.emplace(options.roots_file);
        result_.conversations.resize(questions.size());
    }

    converse_result hold() {
        if (questions_.empty()) return std::move(result_);
        asio::signal_set signals(io_, SIGINT, SIGTERM);
        signals.async_wait([&](const error_code& ec, int) {
            if (ec) return;
            result_.interrupted = true;
            for (const auto& t : talks_)
                if (const auto alive = t.lock()) alive->abandon();
            io_.stop();
        });
        const ticker tick(io_, options_.on_tick);
        const std::size_t at_once =
            std::max<std::size_t>(1, std::min({options_.most_at_once, raise_descriptor_limit(), questions_.size()}));
        left_ = questions_.size();
        for (std::size_t n = 0; n < at_once; ++n)
            next();
        while (left_ > 0 && !result_.interrupted)
            io_.run_one();
        return std::move(result_);
    }

  private:
    void next() {
        if (next_ == questions_.size() || result_.interrupted) return;
        const std::size_t n = next_++;
        const auto t = std::make_shared<talk>(io_, questions_[n], settings_ ? &*settings_ : nullptr,
                                              result_.conversations[n], [this] {
                                                  --left_;
                                                  next();
                                              });
        talks_.push_back(t);
        t->start(options_.deadline);
    }

    const std::vector<question>& questions_;
    const converse_options& options_;
    std::optional<tls_settings> settings_;
    converse_result result_;
    std::vector<std::weak_ptr<talk>> talks_;
    std::size_t next_ = 0;
    std::size_t left_ = 0;
    asio::io_context io_{1}; // last: what waits in it refers to the others
};

} // namespace

question question_for(const protocol& p, const context& about, const std::string& address, std::uint16_t port) {
    question q;
    q.address = address;
    q.port = port;
    q.tls = p.transport == transport::tls;
    q.server_name = about.server_name;
    if (p.exchange->request != nullptr) q.request = p.exchange->request(about);
    q.read = [read = p.exchange->read, about](std::string_view received) { return read(about, received); };
    return q;
}

converse_result converse(const std::vector<question>& questions, const converse_options& options) {
    return conversations(questions, options).hold();
}

observation with(observation open, const conversation& c) {
    open.tls = c.tls;
    switch (c.end) {
    case ending::not_run:
    case ending::unconnected: return open; // the sweep's handshake still stands
    case ending::confirmed: open.evidence = evidence::identified; break;
    case ending::wrong: open.other_protocol = true; break;
    case ending::mute: open.mute = true; break;
    case ending::hung_up: open.reason = reason::hang_up; break;
    case ending::reset: open.reason = reason::reset; break;
    }
    open.identity = c.identity;
    return open;
}

} // namespace fairway::identify
