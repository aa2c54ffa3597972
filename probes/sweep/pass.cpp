#include "probes/sweep/pass.hpp"

#include "probes/net/tcp.hpp"
#include "probes/net/udp.hpp"
#include "probes/net/verdict.hpp"
#include "probes/sweep/pace.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
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
    int connect_error = 0;
    bool settling = false; ///< TCP: open, held to see whether the peer takes it back.
    std::optional<udp_question> question;
    int requests_sent = 0;
};

/// All launches of one address, in order.
struct lane {
    std::vector<std::size_t> launches;
    std::size_t next = 0;
    pace tokens;
};

class pass {
  public:
    pass(asio::io_context& io, const std::vector<lane_address>& addresses, const std::vector<probe>& probes,
         const std::vector<launch>& launches, double rate, std::size_t burst, std::size_t most_in_flight,
         const bool& stop, std::vector<observation>& seen, const std::function<void()>& finished)
        : io_(io), addresses_(addresses), probes_(probes), launches_(launches), most_in_flight_(most_in_flight),
          stop_(stop), seen_(seen), finished_(finished), timer_(io.get_executor()), began_(clock::now()) {
        lanes_.resize(addresses.size(), lane{{}, 0, pace(rate, burst, began_)});
        for (std::size_t i = 0; i < launches.size(); ++i)
            lanes_[probes[launches[i].probe].address].launches.push_back(i);
        for (std::size_t i = 0; i < lanes_.size(); ++i)
            if (!lanes_[i].launches.empty()) active_.push_back(i);
        left_ = launches.size();
    }

    void run() {
        start_some();
        while (left_ > 0 && !stop_) {
            if (io_.stopped()) io_.restart();
            io_.run_one();
        }
        // Whatever is still open was interrupted; close it, and let the loop forget the aborted waits.
        timer_.cancel();
        for (auto& f : flights_)
            close(f);
        io_.restart();
        io_.poll();
    }

  private:
    const lane_address& address_of(const flight& f) const {
        return addresses_[probes_[launches_[f.launch].probe].address];
    }

    // Starts what may start now, in batches, so that answers are read (and timed) between them; each address in turn.
    void start_some() {
        constexpr int batch = 64;
        if (stop_) return;
        const auto now = clock::now();
        auto wake = clock::time_point::max();
        int started = 0;
        std::size_t idle = 0; // addresses in a row that could not start one
        // At the limit, finish() comes back here.
        while (idle < active_.size() && started < batch && in_flight_ < most_in_flight_) {
            turn_ = turn_ % active_.size();
            lane& l = lanes_[active_[turn_]];
            const std::size_t next = l.launches[l.next];
            const auto due = began_ + launches_[next].at;
            if (due > now) {
                wake = std::min(wake, due);
                ++idle, ++turn_;
                continue;
            }
            if (!l.tokens.try_take(now)) {
                wake = std::min(wake, l.tokens.next());
                ++idle, ++turn_;
                continue;
            }
            idle = 0;
            ++started;
            if (!start(next)) {
                // This machine is out of something. What is in flight gives it back.
                if (in_flight_ > 0) {
                    most_in_flight_ = in_flight_;
                    break;
                }
                give_up(next);
            }
            if (++l.next == l.launches.size())
                active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(turn_));
            else
                ++turn_;
        }
        next_start_ = wake;
        if (started == batch)
            asio::post(io_, [this] { start_some(); });
        else
            arm();
    }

    void give_up(std::size_t launch_index) {
        observation exhausted;
        exhausted.reason = reason::local_limit;
        record(launch_index, std::move(exhausted));
    }

    /// False: local exhaustion, nothing was started.
    bool start(std::size_t launch_index) {
        const launch& l = launches_[launch_index];
        if (seen_[l.probe].reason != reason::not_run && seen_[l.probe].reason != reason::no_response) {
            done();
            return true; // an earlier look was answered
        }
        const probe& p = probes_[l.probe];
        const lane_address& address = addresses_[p.address];
        socket_address to = address.target;
        to.set_port(p.port);

        const auto now = clock::now();
        int error = 0;
        const int fd =
            p.protocol == protocol::tcp ? start_connect(to, error, p.hops, p.least_ttl) : open_datagram(to, p.hops);
        if (fd < 0) error = errno;
        if (fd < 0 || is_local_exhaustion(error)) {
            if (fd >= 0) ::close(fd);
            if (is_local_exhaustion(error)) return false;
            record(launch_index, from_errno(p.protocol, error, address.text));
            return true;
        }

        flight& f = free_flight();
        f.launch = launch_index;
        f.number = ++last_number_;
        f.started = now;
        f.ends = next_tick(now + l.deadline);
        f.connect_error = error;
        f.settling = false;
        f.question.reset();
        f.requests_sent = 0;
        f.socket.assign(fd);
        ++in_flight_;
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
        if (f.connect_error != 0)
            look(f); // failed at once
        else
            wait(f);
        return true;
    }

    flight& free_flight() {
        if (free_.empty()) return flights_.emplace_back(io_);
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
        ++f.requests_sent;
        f.connect_error = send_request(f.socket.native_handle(), *f.question);
    }

    // The socket is ready, or its time is over.
    void look(flight& f) {
        const int fd = f.socket.native_handle();
        const lane_address& address = address_of(f);
        const auto now = clock::now();
        if (f.question) {
            auto seen =
                look_at_datagram(fd, std::exchange(f.connect_error, 0), *f.question, address.text, address.source);
            if (!seen) return wait(f);
            timed(*seen, f, now);
            return finish(f, std::move(*seen));
        }
        auto view = look_at_connect(fd, std::exchange(f.connect_error, 0), address.text, address.source);
        switch (view.at) {
        case connect_view::stage::waiting: return wait(f);
        case connect_view::stage::finished: timed(view.seen, f, now); return finish(f, std::move(view.seen));
        case connect_view::stage::established: {
            if (!view.seen.rtt_us) timed(view.seen, f, now);
            // It stands from now on; settle() may still change it.
            seen_[launches_[f.launch].probe] = std::move(view.seen);
            f.settling = true;
            // Two round trips show a peer that accepts and takes it back; some time for its process to be scheduled.
            constexpr milliseconds least{20}, most{400};
            const auto hold = std::clamp<clock::duration>(2 * view.rtt, least, most);
            f.ends = next_tick(now + hold);
            at(f.ends, f);
        }
        }
    }

    static void timed(observation& seen, const flight& f, clock::time_point now) {
        if (!seen.answered_by.empty() && !seen.rtt_us)
            seen.rtt_us = static_cast<std::uint32_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(now - f.started).count());
    }

    // A moment that was asked for with at() has come.
    void moment(flight& f, clock::time_point now) {
        if (now < f.ends) { // only UDP asks for moments before its end, to send again
            request(f);
            if (f.connect_error != 0) look(f);
            return;
        }
        const int fd = f.socket.native_handle();
        if (f.settling) {
            settle(fd, seen_[launches_[f.launch].probe]);
            return release(f);
        }
        const lane_address& address = address_of(f);
        if (f.question) {
            auto seen = look_at_datagram(fd, 0, *f.question, address.text, address.source);
            return finish(f, seen ? std::move(*seen) : unanswered_datagram());
        }
        // An answer may be there that the loop has not come to yet.
        auto view = look_at_connect(fd, 0, address.text, address.source);
        if (view.at == connect_view::stage::waiting) view.seen = from_errno(protocol::tcp, ETIMEDOUT, address.text);
        timed(view.seen, f, now);
        finish(f, std::move(view.seen));
    }

    void finish(flight& f, observation&& seen) {
        seen_[launches_[f.launch].probe] = std::move(seen);
        release(f);
    }

    // Its observation stands.
    void release(flight& f) {
        close(f);
        done();
        // There was no room, now there is.
        if (!active_.empty() && in_flight_ + 1 == most_in_flight_) asio::post(io_, [this] { start_some(); });
    }

    void close(flight& f) {
        if (!f.socket.is_open()) return;
        boost::system::error_code ignored;
        f.socket.close(ignored);
        f.number = 0;
        --in_flight_;
        free_.push_back(&f);
    }

    void record(std::size_t launch_index, observation&& seen) {
        seen_[launches_[launch_index].probe] = std::move(seen);
        done();
    }

    void done() {
        --left_;
        finished_();
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
        auto when = next_start_;
        if (!moments_.empty()) when = std::min(when, moments_.top().when);
        if (when >= armed_) return; // it will ring early enough, and arm itself again
        armed_ = when;
        timer_.expires_at(when);
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
            if (due.of->number == due.number && !stop_) moment(*due.of, now);
        }
        if (next_start_ <= now) {
            next_start_ = clock::time_point::max();
            start_some();
        }
        arm();
    }

    struct appointment {
        clock::time_point when;
        flight* of;
        std::uint64_t number;
        bool operator<(const appointment& other) const { return when > other.when; } // the earliest on top
    };

    asio::io_context& io_;
    const std::vector<lane_address>& addresses_;
    const std::vector<probe>& probes_;
    const std::vector<launch>& launches_;
    std::size_t most_in_flight_;
    const bool& stop_;
    std::vector<observation>& seen_;
    const std::function<void()>& finished_;

    timer timer_;
    clock::time_point began_;
    clock::time_point armed_ = clock::time_point::max();
    clock::time_point next_start_ = clock::time_point::max();
    std::vector<lane> lanes_;
    std::vector<std::size_t> active_; ///< lanes that still have launches
    std::size_t turn_ = 0;
    std::deque<flight> flights_; ///< stays where it is when it grows
    std::vector<flight*> free_;
    std::priority_queue<appointment> moments_;
    std::uint64_t last_number_ = 0;
    std::size_t in_flight_ = 0;
    std::size_t left_ = 0;
};

} // namespace

void run_pass(asio::io_context& io, const std::vector<lane_address>& addresses, const std::vector<probe>& probes,
              const std::vector<launch>& launches, double rate, std::size_t burst, std::size_t most_in_flight,
              const bool& stop, std::vector<observation>& seen, const std::function<void()>& finished) {
    pass(io, addresses, probes, launches, rate, burst, most_in_flight, stop, seen, finished).run();
}

} // namespace fairway
