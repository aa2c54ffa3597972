#include "probes/sweep/pass.hpp"

#include "probes/net/tcp.hpp"
#include "probes/net/udp.hpp"
#include "probes/net/verdict.hpp"
#include "probes/net/waiting_socket.hpp"
#include "probes/sweep/launcher.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
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

std::uint32_t us_between(clock::time_point from, clock::time_point to) {
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
}

} // namespace

class pass::flights {
  public:
    flights(sweep_run& run, std::vector<launch> launches)
        : run_(run), launches_(std::move(launches)), timer_(run.loop.get_executor()), began_(clock::now()),
          queue_(run.room, began_), launcher_(run.loop, queue_, run.stop, *this), left_(launches_.size()),
          not_started_(left_), of_(run.lanes.size()) {
        for (const auto& l : launches_) {
            const auto address = run.probes[l.probe].address;
            ++of_[address].left;
            queue_.add(*run.lanes[address], l.at);
        }
        launcher_.go();
    }

    // Whatever is still open was interrupted; close it, and let the loop forget the aborted waits.
    ~flights() {
        timer_.cancel();
        launcher_.cancel();
        for (auto& f : flights_)
            close(f);
        run_.loop.restart();
        run_.loop.poll();
    }

    flights(const flights&) = delete;
    flights& operator=(const flights&) = delete;

    void run_until(const std::function<bool()>& enough) {
        while (left_ > 0 && !run_.stop.stop_requested() && !(enough && enough())) {
            if (run_.loop.stopped()) run_.loop.restart();
            run_.loop.run_one();
        }
    }

    std::size_t left() const { return left_; }
    std::size_t left_of(std::uint32_t address) const { return of_[address].left; }
    std::size_t under_way() const { return open_; }

    bool only_mute_left(milliseconds for_so_long) const {
        if (not_started_ > 0 || clock::now() - last_start_ < for_so_long) return false;
        for (std::size_t a = 0; a < of_.size(); ++a)
            if (of_[a].left > 0 && run_.lines[a].answers()) return false;
        return true;
    }

  private:
    friend launcher<flights>;

    /// One probe in flight.
    struct flight {
        explicit flight(asio::io_context& loop)
            : sockets{waiting_socket(loop), waiting_socket(loop), waiting_socket(loop)} {}

        std::array<waiting_socket, line::tries> sockets; ///< TCP: of each try its own; UDP: the first
        std::array<clock::time_point, line::tries> sent; ///< when each try left
        std::size_t tried = 0, tries = 1;
        std::size_t launch = 0;
        std::uint64_t number = 0; ///< Tells a late wake-up of an earlier probe from one of this.
        clock::time_point ends;
        net_error error = net_error::none;   ///< UDP: of the last send, not yet looked at.
        std::optional<std::size_t> settling; ///< TCP: socket that is open, held to see whether the peer takes it back.
        bool booked = false;                 ///< The next moment is that of a token which was taken.
        std::optional<udp_question> question;
    };

    /// What is left to do of one address.
    struct to_do {
        std::size_t left = 0;    ///< launches
        std::size_t waiting = 0; ///< of them in flight
    };

    const launch& launch_of(const flight& f) const { return launches_[f.launch]; }
    const probe& probe_of(const flight& f) const { return run_.probes[launch_of(f).probe]; }
    lane& lane_of(const flight& f) const { return *run_.lanes[probe_of(f).address]; }
    line& line_of(const flight& f) const { return run_.lines[probe_of(f).address]; }
    observation& seen_of(const flight& f) { return run_.seen[launch_of(f).probe]; }

    void give_up(std::size_t number) {
        observation exhausted;
        exhausted.reason = reason::local_limit;
        --not_started_;
        record(number, std::move(exhausted));
    }

    takeoff start(std::size_t number) {
        const launch& l = launches_[number];
        if (const auto before = run_.seen[l.probe].reason; before != reason::not_run && before != reason::no_response) {
            --not_started_;
            done(run_.probes[l.probe].address);
            return takeoff::passes; // an earlier look was answered
        }
        const probe& p = run_.probes[l.probe];
        const auto now = clock::now();
        const auto opened = open(p);
        if (opened.error == net_error::exhausted) {
            if (opened.socket != no_socket) close_socket(opened.socket);
            return takeoff::exhausted;
        }
        --not_started_;
        last_start_ = now;
        if (auto& first = run_.started[l.probe]; first == clock::time_point()) first = now;
        if (opened.error != net_error::none) { // failed at once: no need to wait in the loop
            auto seen = failed_at_once(p, opened, now);
            if (l.tries > 1 && is_by_host(p, seen)) heard(p.address, *seen.rtt_us, run_.seen[l.probe].tries + 1u);
            record(number, std::move(seen));
            return takeoff::passes;
        }

        flight& f = free_flight();
        f.launch = number;
        f.number = ++last_number_;
        f.tried = 0;
        f.tries = std::min(l.tries, line::tries);
        f.ends = next_tick(now + l.deadline);
        f.error = net_error::none;
        f.settling.reset();
        f.booked = false;
        f.question.reset();
        if (p.protocol == protocol::udp) f.question.emplace(p.asked, journey_of(p).to, p.hops);
        ++of_[p.address].waiting;
        add_try(f, opened.socket, now);
        at(first_moment(f), f);
        return takeoff::flies;
    }

    journey journey_of(const probe& p) const { return run_.lanes[p.address]->journey.to_port(p.port); }

    opened_socket open(const probe& p) const {
        const auto there = journey_of(p);
        return p.protocol == protocol::tcp ? start_connect(there, p.hops, p.least_ttl)
                                           : open_datagram(there, p.hops, p.asked);
    }

    observation failed_at_once(const probe& p, const opened_socket& opened, clock::time_point started) const {
        const lane& to = *run_.lanes[p.address];
        auto seen = opened.socket != no_socket && p.protocol == protocol::tcp
                        ? look_at_connect(opened.socket, opened.error, to.text, to.way.source).seen
                        : from_error(p.protocol, opened.error, to.text);
        if (opened.socket != no_socket) close_socket(opened.socket);
        timed(seen, started, clock::now());
        return seen;
    }

    flight& free_flight() {
        if (free_.empty()) return flights_.emplace_back(run_.loop);
        flight& f = *free_.back();
        free_.pop_back();
        return f;
    }

    // Another packet to the same port. Over TCP from another socket: the system repeats a SYN after a second at the
    // earliest. The earlier ones stay, an answer to them may still come.
    void add_try(flight& f, socket_handle s, clock::time_point now) {
        const std::size_t which = f.question ? 0 : f.tried;
        f.sent[f.tried++] = now;
        if (s != no_socket) {
            f.sockets[which].assign(s);
            ++open_;
        }
        if (f.question) {
            f.error = send_request(f.sockets[0].handle(), *f.question);
            if (f.error != net_error::none) at(clock::now(), f);
        }
        if (s != no_socket) wait(f, which);
    }

    void try_again(flight& f, clock::time_point now) {
        if (f.question) return add_try(f, no_socket, now);
        const auto opened = open(probe_of(f));
        if (opened.error == net_error::none) return add_try(f, opened.socket, now);
        const bool is_ours =
            opened.error == net_error::exhausted || opened.error == net_error::busy || opened.error == net_error::other;
        if (!is_ours) return finish(f, failed_at_once(probe_of(f), opened, now), f.tried);
        // That this machine has no more to give now is no matter of this port: what was sent before still flies.
        if (opened.socket != no_socket) close_socket(opened.socket);
        f.tries = f.tried;
    }

    void wait(flight& f, std::size_t which) {
        const auto ready = [this, &f, which, number = f.number](const boost::system::error_code& ec) {
            if (ec || f.number != number || !f.sockets[which].is_open()) return;
            look(f, which);
        };
        if (f.question)
            f.sockets[0].wait_readable(ready);
        else
            f.sockets[which].wait_writable(ready);
    }

    // The socket is ready, or its time is over.
    void look(flight& f, std::size_t which) {
        const auto socket = f.sockets[which].handle();
        const lane& address = lane_of(f);
        const auto now = clock::now();
        if (f.question) {
            auto seen = look_at_datagram(socket, std::exchange(f.error, net_error::none), *f.question, address.text,
                                         address.way.source);
            if (!seen) return wait(f, which);
            timed(*seen, f.sent[0], now);
            return finish(f, std::move(*seen), 0);
        }
        if (f.settling) return;
        auto view = look_at_connect(socket, net_error::none, address.text, address.way.source);
        timed(view.seen, f.sent[which], now);
        switch (view.at) {
        case connect_view::stage::waiting: return wait(f, which);
        case connect_view::stage::finished: return finish(f, std::move(view.seen), which);
        case connect_view::stage::established: {
            // It stands from now on; settle() may still change it.
            stands(f, std::move(view.seen), which);
            f.settling = which;
            for (std::size_t other = 0; other < f.sockets.size(); ++other)
                if (other != which) close(f.sockets[other]);
            // Two round trips show a peer that accepts and takes it back; some time for its process to be scheduled.
            constexpr milliseconds least{20}, most{400};
            f.ends = next_tick(now + std::clamp<clock::duration>(2 * view.rtt, least, most));
            at(f.ends, f);
        }
        }
    }

    static void timed(observation& seen, clock::time_point started, clock::time_point now) {
        if (!seen.answered_by.empty() && !seen.rtt_us) seen.rtt_us = us_between(started, now);
    }

    // Several tries at a UDP port are spread over the deadline.
    clock::time_point next_datagram(const flight& f) const {
        const auto part = launch_of(f).deadline / 8;
        return f.sent[0] + (f.tried == 1 ? part : 3 * part);
    }

    // When to think of a flight again that has just begun.
    clock::time_point first_moment(const flight& f) const {
        constexpr milliseconds soon{250};
        if (f.tries == 1) return f.ends;
        return std::min(f.question ? next_datagram(f) : next_tick(f.sent[0] + soon), f.ends);
    }

    // A moment that was asked for with at() has come.
    void moment(flight& f, clock::time_point now) {
        if (f.error != net_error::none) return look(f, 0);
        if (f.settling && now < f.ends) return;
        if (f.settling) {
            settle(f.sockets[*f.settling].handle(), seen_of(f));
            return release(f);
        }
        if (now >= f.ends) return last_look(f, now);
        const line& to = line_of(f);
        // Of a host that answered nothing yet, nobody knows how long its answers take.
        if (!f.question && !to.answers()) return at(std::min(next_tick(now + (now - f.sent[0])), f.ends), f);

        const auto known = to.patience(launch_of(f).deadline);
        const auto due = f.question ? next_datagram(f) : last_sent(f) + known.between;
        if (tries_again(f) && (f.booked || now >= due)) {
            auto& tokens = lane_of(f).tokens;
            if (!std::exchange(f.booked, false) && !tokens.try_take(now)) {
                if (const auto token = tokens.next(); token < f.ends) {
                    f.booked = true;
                    return at(tokens.book(now), f);
                }
                f.tries = f.tried; // too late for another
            } else {
                const auto number = f.number;
                try_again(f, now);
                if (f.number != number) return; // it is over
            }
        }
        if (tries_again(f)) {
            const auto next = f.question ? next_datagram(f) : last_sent(f) + known.between;
            return at(std::min(next_tick(next), f.ends), f);
        }
        if (to.answers()) {
            const auto last = last_sent(f) + (f.question ? 2 : 1) * known.between;
            f.ends = std::min(f.ends, next_tick(std::max(f.sent[0] + known.in_all, last)));
        }
        at(f.ends, f);
    }

    static clock::time_point last_sent(const flight& f) { return f.sent[f.tried - 1]; }

    // Where many are silent, a sample of them is looked at again later.
    bool tries_again(const flight& f) const {
        constexpr std::size_t few = 32;
        return f.tried < f.tries && (f.question || (of_[probe_of(f).address].waiting <= few && open_ < run_.room));
    }

    void last_look(flight& f, clock::time_point now) {
        const lane& address = lane_of(f);
        if (f.question) {
            auto seen =
                look_at_datagram(f.sockets[0].handle(), net_error::none, *f.question, address.text, address.way.source);
            return finish(f, seen ? std::move(*seen) : unanswered_datagram(*f.question), 0);
        }
        // An answer may be there that the loop has not come to yet.
        for (std::size_t which = 0; which < f.tried; ++which) {
            auto& socket = f.sockets[which];
            if (!socket.is_open()) continue;
            auto view = look_at_connect(socket.handle(), net_error::none, address.text, address.way.source);
            if (view.at == connect_view::stage::waiting) continue;
            timed(view.seen, f.sent[which], now);
            return finish(f, std::move(view.seen), which);
        }
        finish(f, from_error(protocol::tcp, net_error::timed_out, address.text), 0);
    }

    bool is_by_host(const probe& p, const observation& seen) const {
        return p.hops == 0 && p.least_ttl == 0 && seen.rtt_us && seen.answered_by == run_.lanes[p.address]->text;
    }

    void heard(std::uint32_t address, std::uint32_t rtt_us, std::size_t tried) {
        run_.lines[address].hear(std::chrono::microseconds(rtt_us), tried);
    }

    // The result, to which try it came (from 0).
    void stands(flight& f, observation&& seen, std::size_t which) {
        const auto& p = probe_of(f);
        auto& now = seen_of(f);
        const std::size_t before = now.tries;
        if (f.tries > 1 && is_by_host(p, seen)) heard(p.address, *seen.rtt_us, f.question ? 1 : before + which + 1);
        now = std::move(seen);
        if (now.reason == reason::no_response)
            now.tries = static_cast<std::uint8_t>(std::min<std::size_t>(255, before + f.tried));
    }

    void finish(flight& f, observation&& seen, std::size_t which) {
        stands(f, std::move(seen), which);
        release(f);
    }

    // Its observation stands.
    void release(flight& f) {
        const auto address = probe_of(f).address;
        --of_[address].waiting;
        close(f);
        done(address);
        launcher_.landed();
    }

    void close(waiting_socket& s) {
        if (!s.is_open()) return;
        s.close();
        --open_;
    }

    void close(flight& f) {
        if (f.number == 0) return;
        for (auto& s : f.sockets)
            close(s);
        f.number = 0;
        free_.push_back(&f);
    }

    void record(std::size_t number, observation&& seen) {
        auto& now = run_.seen[launches_[number].probe];
        // What this machine cannot look at again stays as it was.
        if (seen.reason != reason::local_limit || now.reason == reason::not_run) now = std::move(seen);
        done(run_.probes[launches_[number].probe].address);
    }

    void done(std::uint32_t address) {
        --left_;
        --of_[address].left;
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
    std::vector<launch> launches_;
    timer timer_;
    clock::time_point began_, last_start_;
    clock::time_point armed_ = clock::time_point::max();
    launch_queue queue_;
    launcher<flights> launcher_;
    std::size_t left_, not_started_; ///< launches
    std::vector<to_do> of_;          ///< by address
    std::deque<flight> flights_;     ///< stays where it is when it grows
    std::vector<flight*> free_;
    std::size_t open_ = 0; ///< sockets
    std::priority_queue<appointment> moments_;
    std::uint64_t last_number_ = 0;
};

pass::pass(sweep_run& run, std::vector<launch> launches)
    : flights_(std::make_unique<flights>(run, std::move(launches))) {}

pass::~pass() = default;

void pass::run_until(const std::function<bool()>& enough) {
    flights_->run_until(enough);
}

std::size_t pass::left() const {
    return flights_->left();
}

std::size_t pass::left_of(std::uint32_t address) const {
    return flights_->left_of(address);
}

std::size_t pass::under_way() const {
    return flights_->under_way();
}

bool pass::only_mute_left(milliseconds for_so_long) const {
    return flights_->only_mute_left(for_so_long);
}

void run_pass(sweep_run& run, std::vector<launch> launches) {
    pass(run, std::move(launches)).run_until();
}

} // namespace fairway
