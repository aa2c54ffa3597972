#include "probes/sweep/pass.hpp"

#include "probes/net/tcp.hpp"
#include "probes/net/udp.hpp"
#include "probes/net/verdict.hpp"
#include "probes/sweep/launcher.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <optional>
#include <queue>
#include <unistd.h>
#include <utility>

namespace fairway {

namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
// Bound to the one kind of executor: the type-erased default costs an allocation a wait.
using descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;
using timer = asio::basic_waitable_timer<clock, asio::wait_traits<clock>, asio::io_context::executor_type>;

/// One probe in flight.
struct flight {
    explicit flight(asio::io_context& io) : socket(io.get_executor()) {}

    descriptor socket;
    std::size_t launch = 0;
    std::uint64_t number = 0; ///< Tells a late wake-up of an earlier probe from one of this.
    clock::time_point started;
    clock::time_point ends;
    int error = 0;         ///< UDP: of the last send, not yet looked at.
    bool settling = false; ///< TCP: open, held to see whether the peer takes it back.
    bool booked = false;   ///< UDP: the next moment is that of a token which was taken.
    std::optional<udp_question> question;
};

class pass {
  public:
    pass(sweep_run& run, const std::vector<launch>& launches)
        : run_(run), launches_(launches), timer_(run.loop.get_executor()), began_(clock::now()),
          queue_(run.room, began_), launcher_(run.loop, queue_, run.stop, *this), left_(launches.size()) {
        for (const auto& l : launches)
            queue_.add(*run.lanes[run.probes[l.probe].address], l.at);
    }

    void run() {
        launcher_.go();
        while (left_ > 0 && !run_.stop.stop_requested()) {
            if (run_.loop.stopped()) run_.loop.restart();
            run_.loop.run_one();
        }
        // Whatever is still open was interrupted; close it, and let the loop forget the aborted waits.
        timer_.cancel();
        launcher_.cancel();
        for (auto& f : flights_)
            close(f);
        run_.loop.restart();
        run_.loop.poll();
    }

  private:
    friend launcher<pass>;

    const probe& probe_of(const flight& f) const { return run_.probes[launches_[f.launch].probe]; }
    lane& lane_of(const flight& f) const { return *run_.lanes[probe_of(f).address]; }
    observation& seen_of(const flight& f) { return run_.seen[launches_[f.launch].probe]; }

    void give_up(std::size_t number) {
        observation exhausted;
        exhausted.reason = reason::local_limit;
        record(number, std::move(exhausted));
    }

    takeoff start(std::size_t number) {
        const launch& l = launches_[number];
        if (const auto before = run_.seen[l.probe].reason; before != reason::not_run && before != reason::no_response) {
            done();
            return takeoff::passes; // an earlier look was answered
        }
        const probe& p = run_.probes[l.probe];
        const lane& address = *run_.lanes[p.address];
        socket_address to = address.target;
        to.set_port(p.port);

        const auto now = clock::now();
        int error = 0;
        const int fd =
            p.protocol == protocol::tcp ? start_connect(to, error, p.hops, p.least_ttl) : open_datagram(to, p.hops);
        if (fd < 0) error = errno;
        if (fd < 0 || is_local_exhaustion(error)) {
            if (fd >= 0) ::close(fd);
            if (is_local_exhaustion(error)) return takeoff::exhausted;
            record(number, from_errno(p.protocol, error, address.text));
            return takeoff::passes;
        }

        if (error != 0) { // failed at once: no need to wait in the loop
            auto view = look_at_connect(fd, error, address.text, address.source);
            ::close(fd);
            timed(view.seen, now, clock::now());
            record(number, std::move(view.seen));
            return takeoff::passes;
        }

        flight& f = free_flight();
        f.launch = number;
        f.number = ++last_number_;
        f.started = now;
        f.ends = next_tick(now + l.deadline);
        f.error = 0;
        f.settling = f.booked = false;
        f.question.reset();
        f.socket.assign(fd);
        at(f.ends, f);
        if (p.protocol == protocol::udp) {
            f.question.emplace(p.asked);
            // A few tries spread over the deadline, the first now. A packet that is to end on the way is sent once:
            // routers answer only a few a second.
            if (p.hops == 0)
                for (const int part : {1, 3})
                    at(now + l.deadline * part / 7, f);
            request(f);
        }
        wait(f);
        return takeoff::flies;
    }

    flight& free_flight() {
        if (free_.empty()) return flights_.emplace_back(run_.loop);
        flight& f = *free_.back();
        free_.pop_back();
        return f;
    }

    void wait(flight& f) {
        const auto what = f.question ? descriptor::wait_read : descriptor::wait_write;
        f.socket.async_wait(what, [this, &f, number = f.number](const boost::system::error_code& ec) {
            if (ec || f.number != number || !f.socket.is_open()) return;
            look(f);
        });
    }

    void request(flight& f) {
        f.error = send_request(f.socket.native_handle(), *f.question);
        if (f.error != 0) at(clock::now(), f);
    }

    // The socket is ready, or its time is over.
    void look(flight& f) {
        const int fd = f.socket.native_handle();
        const lane& address = lane_of(f);
        const auto now = clock::now();
        if (f.question) {
            auto seen = look_at_datagram(fd, std::exchange(f.error, 0), *f.question, address.text, address.source);
            if (!seen) return wait(f);
            timed(*seen, f.started, now);
            return finish(f, std::move(*seen));
        }
        auto view = look_at_connect(fd, 0, address.text, address.source);
        switch (view.at) {
        case connect_view::stage::waiting: return wait(f);
        case connect_view::stage::finished: timed(view.seen, f.started, now); return finish(f, std::move(view.seen));
        case connect_view::stage::established: {
            if (!view.seen.rtt_us) timed(view.seen, f.started, now);
            // It stands from now on; settle() may still change it.
            seen_of(f) = std::move(view.seen);
            f.settling = true;
            // Two round trips show a peer that accepts and takes it back; some time for its process to be scheduled.
            constexpr milliseconds least{20}, most{400};
            const auto hold = std::clamp<clock::duration>(2 * view.rtt, least, most);
            f.ends = next_tick(now + hold);
            at(f.ends, f);
        }
        }
    }

    static void timed(observation& seen, clock::time_point started, clock::time_point now) {
        if (!seen.answered_by.empty() && !seen.rtt_us)
            seen.rtt_us = static_cast<std::uint32_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(now - started).count());
    }

    // A moment that was asked for with at() has come.
    void moment(flight& f, clock::time_point now) {
        if (f.error != 0) return look(f);
        if (now < f.ends) { // only UDP asks for moments before its end, to send again
            if (!std::exchange(f.booked, false)) {
                const auto token = lane_of(f).tokens.book(now);
                f.booked = token > now;
                if (f.booked) return at(token, f);
            }
            return request(f);
        }
        const int fd = f.socket.native_handle();
        if (f.settling) {
            settle(fd, seen_of(f));
            return release(f);
        }
        const lane& address = lane_of(f);
        if (f.question) {
            auto seen = look_at_datagram(fd, 0, *f.question, address.text, address.source);
            return finish(f, seen ? std::move(*seen) : unanswered_datagram());
        }
        // An answer may be there that the loop has not come to yet.
        auto view = look_at_connect(fd, 0, address.text, address.source);
        if (view.at == connect_view::stage::waiting) view.seen = from_errno(protocol::tcp, ETIMEDOUT, address.text);
        timed(view.seen, f.started, now);
        finish(f, std::move(view.seen));
    }

    void finish(flight& f, observation&& seen) {
        seen_of(f) = std::move(seen);
        release(f);
    }

    // Its observation stands.
    void release(flight& f) {
        close(f);
        done();
        launcher_.landed();
    }

    void close(flight& f) {
        if (!f.socket.is_open()) return;
        boost::system::error_code ignored;
        f.socket.close(ignored);
        f.number = 0;
        free_.push_back(&f);
    }

    void record(std::size_t number, observation&& seen) {
        run_.seen[launches_[number].probe] = std::move(seen);
        done();
    }

    void done() {
        --left_;
        if (run_.on_finished) run_.on_finished();
    }

    void at(clock::time_point when, flight& f) {
        moments_.push({when, &f, f.number});
        arm();
    }

    // The next full tick: what is due at nearly the same time is done in one go, and costs one timer.
    clock::time_point next_tick(clock::time_point when) const {
        constexpr milliseconds tick{2};
        return began_ + ((when - began_) / tick + 1) * tick;
    }

    // One timer for everything that is due at some time.
    void arm() {
        if (moments_.empty() || moments_.top().when >= armed_) return; // it will ring early enough
        armed_ = moments_.top().when;
        timer_.expires_at(armed_);
        timer_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec) ring();
        });
    }

    void ring() {
        armed_ = clock::time_point::max();
        const auto now = clock::now();
        while (!moments_.empty() && moments_.top().when <= now) {
            const auto due = moments_.top();
            moments_.pop();
            if (due.of->number == due.number && !run_.stop.stop_requested()) moment(*due.of, now);
        }
        arm();
    }

    struct appointment {
        clock::time_point when;
        flight* of;
        std::uint64_t number;
        bool operator<(const appointment& other) const { return when > other.when; } // the earliest on top
    };

    sweep_run& run_;
    const std::vector<launch>& launches_;
    timer timer_;
    clock::time_point began_;
    clock::time_point armed_ = clock::time_point::max();
    launch_queue queue_;
    launcher<pass> launcher_;
    std::deque<flight> flights_; ///< stays where it is when it grows
    std::vector<flight*> free_;
    std::priority_queue<appointment> moments_;
    std::uint64_t last_number_ = 0;
    std::size_t left_ = 0;
};

} // namespace

void run_pass(sweep_run& run, const std::vector<launch>& launches) {
    pass(run, launches).run();
}

} // namespace fairway
