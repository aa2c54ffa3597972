#include "probes/sweep/hello.hpp"

#include "probes/net/address.hpp"
#include "probes/net/descriptor_limit.hpp"
#include "probes/net/tcp.hpp"
#include "probes/net/udp.hpp"
#include "probes/net/verdict.hpp"
#include "probes/sweep/launcher.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/random.h>
#include <unistd.h>
#include <utility>

namespace fairway {

namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
using descriptor = asio::posix::stream_descriptor;

// A responder takes about a thousand connections of one host at once, and a round trip needs no more than some.
constexpr std::size_t most_in_flight = 256;

std::string fresh_hello(const hello_request& request, const probe& p) {
    wire::hello h;
    h.protocol = p.protocol;
    h.port = p.port;
    h.time = request.clock();
    h.wants_half_open = true;
    if (::getrandom(h.nonce.data(), h.nonce.size(), 0) != static_cast<ssize_t>(h.nonce.size()))
        throw std::runtime_error("this system gives no random numbers");
    return wire::encode_hello(h, request.key);
}

class round;

/// One hello, until its answer or its end. Its waits keep it alive.
class greeting : public std::enable_shared_from_this<greeting> {
  public:
    greeting(round& of, std::size_t index, int fd);

    void start();

  private:
    bool tcp() const;
    void at(clock::time_point when);
    void moment();
    void wait(descriptor::wait_type what);
    void ready();
    bool send();
    void read_stream();
    void read_datagrams();
    bool answered(std::string_view bytes);
    void finish(std::optional<heard_answer> answer);

    round& of_;
    std::size_t index_;
    descriptor socket_;
    asio::steady_timer timer_;
    clock::time_point started_, ends_;
    std::vector<std::pair<std::string, clock::time_point>> hellos_; ///< UDP: one for each try; none is used twice
    std::string received_;                                          ///< TCP
    bool booked_ = false;                                           ///< UDP: waits for a token that was taken.
    bool done_ = false;
};

/// All of it.
class round {
  public:
    round(const hello_request& r, lanes& paced, std::stop_token stop)
        : request(r), stop_(std::move(stop)), queue_(std::min(most_in_flight, raise_descriptor_limit()), clock::now()),
          launcher_(io, queue_, stop_, *this), left_(r.probes.size()) {
        result.answers.resize(r.probes.size());
        for (const auto& address : r.addresses)
            lanes_.push_back(&paced.to(address));
        for (const auto& p : r.probes)
            queue_.add(lane_of(p));
    }

    hello_result run() {
        const std::stop_callback wake(stop_, [this] { io.stop(); });
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

  private:
    friend launcher<round>;

    void give_up(std::size_t) { --left_; }

    takeoff start(std::size_t index) {
        const probe& p = request.probes[index];
        socket_address to = lane_of(p).target;
        to.set_port(p.port);
        int error = 0;
        const int fd = p.protocol == protocol::tcp ? start_connect(to, error) : open_datagram(to);
        if (fd < 0) error = errno;
        if (error != 0) { // refused at once, or no route: no answer
            if (fd >= 0) ::close(fd);
            if (is_local_exhaustion(error)) return takeoff::exhausted;
            --left_;
            return takeoff::passes;
        }
        std::make_shared<greeting>(*this, index, fd)->start();
        return takeoff::flies;
    }

    std::stop_token stop_;
    std::vector<lane*> lanes_; ///< one for each address
    launch_queue queue_;
    launcher<round> launcher_;
    std::size_t left_;
};

greeting::greeting(round& of, std::size_t index, int fd)
    : of_(of), index_(index), socket_(of.io, fd), timer_(of.io), started_(clock::now()),
      ends_(started_ + of.request.deadline) {}

bool greeting::tcp() const {
    return of_.request.probes[index_].protocol == protocol::tcp;
}

void greeting::start() {
    if (tcp()) {
        at(ends_);
        return wait(descriptor::wait_write);
    }
    // Where it fails, an error waits to be read.
    send();
    moment();
    wait(descriptor::wait_read);
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
    if (now >= ends_) return finish({});
    if (tcp()) return at(ends_);
    const auto deadline = of_.request.deadline;
    const clock::time_point tries[] = {started_ + deadline / 7, started_ + deadline * 3 / 7, ends_};
    if (booked_ || now >= tries[hellos_.size() - 1]) {
        if (!std::exchange(booked_, false)) {
            const auto token = of_.lane_of(of_.request.probes[index_]).tokens.book(now);
            booked_ = token > now;
            if (booked_) return at(std::min(token, ends_));
        }
        if (!send()) return finish({});
    }
    at(tries[std::min<std::size_t>(hellos_.size() - 1, 2)]);
}

void greeting::wait(descriptor::wait_type what) {
    socket_.async_wait(what, [self = shared_from_this()](const boost::system::error_code& ec) {
        if (!ec && !self->done_) self->ready();
    });
}

/// False: the socket has an error.
bool greeting::send() {
    std::string bytes = fresh_hello(of_.request, of_.request.probes[index_]);
    const ssize_t sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    const bool whole = sent == static_cast<ssize_t>(bytes.size());
    hellos_.emplace_back(std::move(bytes), clock::now());
    return whole;
}

void greeting::ready() {
    if (!tcp()) return read_datagrams();
    if (!hellos_.empty()) return read_stream();
    int error = 0;
    socklen_t size = sizeof error;
    tcp_info info{};
    socklen_t info_size = sizeof info;
    ::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_ERROR, &error, &size);
    ::getsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &info_size);
    if (error != 0) return finish({});
    // An ICMP error wakes the loop, too.
    if (info.tcpi_state != TCP_ESTABLISHED && info.tcpi_state != TCP_CLOSE_WAIT) return wait(descriptor::wait_write);
    if (!send()) return finish({});
    wait(descriptor::wait_read);
}

void greeting::read_stream() {
    char buffer[wire::hello_size];
    const ssize_t got = ::recv(socket_.native_handle(), buffer, sizeof buffer - received_.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return wait(descriptor::wait_read);
    if (got <= 0) return finish({});
    received_.append(buffer, static_cast<std::size_t>(got));
    // A real service that speaks: nothing of it is ours.
    const std::size_t first = std::min(received_.size(), wire::answer_magic.size());
    if (std::string_view(received_).substr(0, first) != wire::answer_magic.substr(0, first)) return finish({});
    if (received_.size() < wire::hello_size) return wait(descriptor::wait_read);
    if (!answered(received_)) finish({});
}

void greeting::read_datagrams() {
    char buffer[wire::hello_size + 1];
    for (int n = 0; n < 16; ++n) {
        const ssize_t got = ::recv(socket_.native_handle(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0 && errno != EAGAIN && errno != EINTR) return finish({}); // ICMP: nobody there, or not allowed
        if (got < 0) break;
        if (answered({buffer, static_cast<std::size_t>(got)})) return;
    }
    wait(descriptor::wait_read);
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
        sockaddr_storage local{};
        socklen_t size = sizeof local;
        if (::getsockname(socket_.native_handle(), reinterpret_cast<sockaddr*>(&local), &size) == 0) {
            heard.source = numeric(reinterpret_cast<const sockaddr*>(&local));
            // In the same place in IPv4.
            heard.source_port = ntohs(reinterpret_cast<const sockaddr_in&>(local).sin_port);
        }
        finish(std::move(heard));
        return true;
    }
    return false;
}

void greeting::finish(std::optional<heard_answer> answer) {
    if (std::exchange(done_, true)) return;
    timer_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
    of_.finished(index_, std::move(answer));
}

} // namespace

hello_result say_hello(const hello_request& request, lanes& paced, std::stop_token stop) {
    return round(request, paced, std::move(stop)).run();
}

} // namespace fairway
