#include "probes/sweep/hello.hpp"

#include "probes/net/lost_time.hpp"
#include "probes/net/most_sockets.hpp"
#include "probes/net/tcp.hpp"
#include "probes/net/tcp_state.hpp"
#include "probes/net/udp.hpp"
#include "probes/net/waiting_socket.hpp"
#include "probes/sweep/launcher.hpp"
#include "probes/sweep/ticker.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <memory>
#include <openssl/rand.h>
#include <stdexcept>
#include <utility>

namespace fairway {

namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

// A responder takes about a thousand connections of one host at once, and a round trip needs no more than some.
constexpr std::size_t most_in_flight = 256;

std::string fresh_hello(const hello_request& request, const probe& p) {
    wire::hello h;
    h.protocol = p.protocol;
    h.port = p.port;
    h.time = request.clock();
    h.wants_half_open = true;
    if (::RAND_bytes(h.nonce.data(), static_cast<int>(h.nonce.size())) != 1)
        throw std::runtime_error("this system provides no random numbers");
    return wire::encode_hello(h, request.key);
}

class round;

/// One hello, until its answer or its end. Its waits keep it alive.
class greeting : public std::enable_shared_from_this<greeting> {
  public:
    greeting(round& of, std::size_t index, socket_handle s);

    void start();

  private:
    bool tcp() const;
    void at(clock::time_point when);
    void moment();
    void wait_for_answer();
    void wait_for_connection();
    void ready();
    bool send();
    void read_stream();
    void read_datagrams();
    bool answered(std::string_view bytes);
    void finish(std::optional<heard_answer> answer);

    round& of_;
    std::size_t index_;
    waiting_socket socket_;
    asio::steady_timer timer_;
    clock::time_point started_;
    waking_deadline ends_;
    std::vector<std::pair<std::string, clock::time_point>> hellos_; ///< UDP: one for each try; none is used twice
    std::string received_;                                          ///< TCP
    bool booked_ = false;                                           ///< UDP: waits for a token that was taken.
    bool done_ = false;
};

/// All of it.
class round {
  public:
    round(const hello_request& r, lanes& paced, std::stop_token stop)
        : request(r), stop_(std::move(stop)), queue_(std::min(most_in_flight, most_sockets()), clock::now()),
          launcher_(io, queue_, stop_, *this), left_(r.probes.size()) {
        result.answers.resize(r.probes.size());
        for (const auto& address : r.addresses)
            lanes_.push_back(&paced.to(address));
        for (const auto& p : r.probes)
            queue_.add(lane_of(p));
    }

    hello_result run() {
        const std::stop_callback wake(stop_, [this] { io.stop(); });
        const ticker beat(
            io, [this] { lost.until(clock::now()); }, lost_time::beat);
        launcher_.go();
        while (left_ > 0 && !io.stopped())
            io.run_one();
        result.interrupted = stop_.stop_requested();
        return std::move(result);
    }

    lane& lane_of(const probe& p) { return *lanes_.at(p.address); }

    void finished(std::size_t index, std::optional<heard_answer> answer) {
        result.answers[index] = std::move(answer);
        --left_;
        launcher_.landed();
    }

    const hello_request& request;
    asio::io_context io{1};
    hello_result result;
    lost_time lost{clock::now()};

  private:
    friend launcher<round>;

    void give_up(std::size_t) { --left_; }

    takeoff start(std::size_t index) {
        const probe& p = request.probes[index];
        const auto there = lane_of(p).journey.to_port(p.port);
        const auto opened = p.protocol == protocol::tcp ? start_connect(there) : open_datagram(there);
        if (opened.error != net_error::none) { // refused at once, or no route: no answer
            if (opened.socket != no_socket) close_socket(opened.socket);
            if (opened.error == net_error::exhausted) return takeoff::exhausted;
            --left_;
            return takeoff::passes;
        }
        std::make_shared<greeting>(*this, index, opened.socket)->start();
        return takeoff::flies;
    }

    std::stop_token stop_;
    std::vector<lane*> lanes_; ///< one for each address
    launch_queue queue_;
    launcher<round> launcher_;
    std::size_t left_;
};

greeting::greeting(round& of, std::size_t index, socket_handle s)
    : of_(of), index_(index), socket_(of.io, s), timer_(of.io), started_(clock::now()),
      ends_(of.lost, started_, of.request.deadline) {}

bool greeting::tcp() const {
    return of_.request.probes[index_].protocol == protocol::tcp;
}

void greeting::start() {
    if (tcp()) {
        at(ends_.at());
        return wait_for_connection();
    }
    // Where it fails, an error waits to be read.
    send();
    moment();
    wait_for_answer();
}

void greeting::at(clock::time_point when) {
    timer_.expires_at(when);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
        if (!ec) self->moment();
    });
}

// The end; or, for a datagram, time for another try: two more, spread over the deadline.
void greeting::moment() {
    if (done_) return;
    const auto now = clock::now();
    if (ends_.has_passed(of_.lost, now)) return finish({});
    if (tcp()) return at(ends_.at());
    const auto deadline = of_.request.deadline;
    const clock::time_point tries[] = {started_ + deadline / 7, started_ + deadline * 3 / 7, ends_.at()};
    if (booked_ || now >= tries[hellos_.size() - 1]) {
        if (!std::exchange(booked_, false)) {
            const auto token = of_.lane_of(of_.request.probes[index_]).tokens.book(now);
            booked_ = token > now;
            if (booked_) return at(std::min(token, ends_.at()));
        }
        if (!send()) return finish({});
    }
    at(tries[std::min<std::size_t>(hellos_.size() - 1, 2)]);
}

void greeting::wait_for_answer() {
    socket_.wait_readable([self = shared_from_this()](const boost::system::error_code& ec) {
        if (!ec && !self->done_) self->ready();
    });
}

void greeting::wait_for_connection() {
    socket_.wait_writable([self = shared_from_this()](const boost::system::error_code& ec) {
        if (!ec && !self->done_) self->ready();
    });
}

/// False: the socket has an error.
bool greeting::send() {
    std::string bytes = fresh_hello(of_.request, of_.request.probes[index_]);
    const bool whole = send_whole(socket_.handle(), bytes) == net_error::none;
    hellos_.emplace_back(std::move(bytes), clock::now());
    return whole;
}

void greeting::ready() {
    if (!tcp()) return read_datagrams();
    if (!hellos_.empty()) return read_stream();
    if (!tcp_state_of(socket_.handle()).established) {
        if (take_error(socket_.handle()) != net_error::none) return finish({});
        return wait_for_connection(); // an ICMP error wakes the loop, too
    }
    if (!send()) return finish({});
    wait_for_answer();
}

void greeting::read_stream() {
    char buffer[wire::hello_size];
    const auto got = receive_some(socket_.handle(), buffer, sizeof buffer - received_.size());
    if (got.what == received::kind::nothing_yet) return wait_for_answer();
    if (got.what == received::kind::failed || got.size == 0) return finish({});
    received_.append(buffer, got.size);
    // A real service that speaks: nothing of it is ours.
    const std::size_t first = std::min(received_.size(), wire::answer_magic.size());
    if (std::string_view(received_).substr(0, first) != wire::answer_magic.substr(0, first)) return finish({});
    if (received_.size() < wire::hello_size) return wait_for_answer();
    if (!answered(received_)) finish({});
}

void greeting::read_datagrams() {
    char buffer[wire::hello_size + 1];
    for (int n = 0; n < 16; ++n) {
        const auto got = receive_some(socket_.handle(), buffer, sizeof buffer);
        if (got.what == received::kind::failed) return finish({}); // ICMP: nobody there, or not allowed
        if (got.what == received::kind::nothing_yet) break;
        if (answered({buffer, got.size})) return;
    }
    wait_for_answer();
}

/// Finishes where these bytes are the answer to one of our hellos.
bool greeting::answered(std::string_view bytes) {
    for (const auto& [hello, sent] : hellos_) {
        auto says = wire::decode_answer(bytes, hello, of_.request.key);
        if (!says) continue;
        heard_answer heard;
        heard.says = std::move(*says);
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - sent);
        heard.rtt_us = static_cast<std::uint32_t>(took.count());
        if (const auto here = local_address(socket_.handle())) {
            heard.source = here->text();
            heard.source_port = here->port();
        }
        finish(std::move(heard));
        return true;
    }
    return false;
}

void greeting::finish(std::optional<heard_answer> answer) {
    if (std::exchange(done_, true)) return;
    timer_.cancel();
    socket_.close();
    of_.finished(index_, std::move(answer));
}

} // namespace

hello_result say_hello(const hello_request& request, lanes& paced, std::stop_token stop) {
    return round(request, paced, std::move(stop)).run();
}

} // namespace fairway
