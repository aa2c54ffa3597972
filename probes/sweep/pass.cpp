#include "probes/sweep/pass.hpp"

#include "probes/net/tcp.hpp"
#include "probes/net/udp.hpp"
#include "probes/net/verdict.hpp"
#include "probes/net/waiting_socket.hpp"
#include "probes/sweep/launcher.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <deque>
#include <optional>
#include <queue>
#include <utility>

namespace fairway {

namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
// Bound to the one kind of executor: the type-erased default costs an allocation a wait.
using timer = asio::basic_waitable_timer<clock, asio::wait_traits<clock>, asio::io_context::executor_type>;

/// One probe in flight.
struct flight {
    explicit flight(asio::io_context& loop) : socket(loop) {}

    waiting_socket socket;
    std::size_t launch = 0;
    std::uint64_t number = 0; ///< Tells a late wake-up of an earlier probe from one of this.
    clock::time_point started;
    clock::time_point ends;
    net_error error = net_error::none; ///< UDP: of the last send, not yet looked at.
    bool settling = false;             ///< TCP: open, held to see whether the peer takes it back.
    bool booked = false;               ///< UDP: the next moment is that of a token which was taken.
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
        const auto opened =
            p.protocol == protocol::tcp ? start_connect(to, p.hops, p.least_ttl) : open_datagram(to, p.hops);
        if (auto& first = run_.started[l.probe]; first == clock::time_point()) first = now;
        if (opened.error != net_error::none) { // failed at once: no need to wait in the loop
            observation seen;
            if (opened.socket != no_socket && p.protocol == protocol::tcp && opened.error != net_error::exhausted)
                seen = look_at_connect(opened.socket, opened.error, address.text, address.way.source).seen;
            else
                seen = from_error(p.protocol, opened.error, address.text);
            if (opened.socket != no_socket) close_socket(opened.socket);
            if (opened.error == net_error::exhausted) return takeoff::exhausted;
            timed(seen, now, clock::now());
            record(number, std::move(seen));
            return takeoff::passes;
        }

        flight& f = free_flight();
        f.launch = number;
        f.number = ++last_number_;
        f.started = now;
        f.ends = next_tick(now + l.deadline);
        f.error = net_error::none;
        f.settling = f.booked = false;
        f.question.reset();
        f.socket.assign(opened.socket);
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
        const auto ready = [this, &f, number = f.number](const boost::system::error_code& ec) {
            if (ec || f.number != number || !f.socket.is_open()) return;
            look(f);
        };
        if (f.question)
            f.socket.wait_readable(ready);
        else
            f.socket.wait_writable(ready);
    }

    void request(flight& f) {
        f.error = send_request(f.socket.handle(), *f.question);
        if (f.error != net_error::none) at(clock::now(), f);
    }

    // The socket is ready, or its time is over.
    void look(flight& f) {
        const auto socket = f.socket.handle();
        const lane& address = lane_of(f);
        const auto now = clock::now();
        if (f.question) {
            auto seen = look_at_datagram(socket, std::exchange(f.error, net_error::none), *f.question, address.text,
                                         address.way.source);
            if (!seen) return wait(f);
            timed(*seen, f.started, now);
            return finish(f, std::move(*seen));
        }
        auto view = look_at_connect(socket, net_error::none, address.text, address.way.source);
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
        if (f.error != net_error::none) return look(f);
        if (now < f.ends) { // only UDP asks for moments before its end, to send again
            if (!std::exchange(f.booked, false)) {
                const auto token = lane_of(f).tokens.book(now);
                f.booked = token > now;
                if (f.booked) return at(token, f);
            }
            return request(f);
        }
        const auto socket = f.socket.handle();
        if (f.settling) {
            settle(socket, seen_of(f));
            return release(f);
        }
        const lane& address = lane_of(f);
        if (f.question) {
            auto seen = look_at_datagram(socket, net_error::none, *f.question, address.text, address.way.source);
            return finish(f, seen ? std::move(*seen) : unanswered_datagram());
        }
        // An answer may be there that the loop has not come to yet.
        auto view = look_at_connect(socket, net_error::none, address.text, address.way.source);
        if (view.at == connect_view::stage::waiting)
            view.seen = from_error(protocol::tcp, net_error::timed_out, address.text);
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
        f.socket.close();
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
