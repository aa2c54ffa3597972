#include "probes/responder/responder.hpp"

#include "probes/net/door.hpp"
#include "probes/net/most_sockets.hpp"
#include "probes/net/waiting_socket.hpp"
#include "probes/responder/answerer.hpp"
#include "probes/responder/doors.hpp"
#include "probes/responder/limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <utility>

namespace fairway {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using clock = std::chrono::steady_clock;

constexpr std::size_t told_apart = 4096;                  // sources of datagrams
constexpr std::size_t wide_enough = wire::hello_size + 1; // to see that a datagram is too long

} // namespace

struct responder::impl {
    struct visit; // one connection

    explicit impl(responder_options o)
        : options(std::move(o)), files(most_sockets()),
          answers({options.key, options.from, options.clock, options.say, options.half_open}),
          datagrams(options.datagrams_per_second, options.datagram_burst, told_apart, clock::now()),
          entrances(io, options), limits(at_most(options.connections), at_most(options.connections_per_source)),
          second(io), end(io) {
        answers.stands_on(entrances.where());
    }

    /// Connections get what the doors leave over.
    std::size_t at_most(std::size_t wanted) {
        constexpr std::size_t least = 16;
        const std::size_t taken = entrances.all().size();
        return std::min(wanted, files > taken + least ? files - taken : least);
    }

    // --- running

    bool run(std::chrono::milliseconds lifetime, const std::function<void(std::chrono::seconds)>& on_tick,
             const std::stop_token& stop) {
        const std::stop_callback wake(stop, [this] { io.stop(); });
        for (auto& d : entrances.all())
            wait(d);
        ends = clock::now() + lifetime;
        end.expires_at(ends);
        end.async_wait([this](const error_code& ec) {
            if (!ec) io.stop();
        });
        tick(on_tick);
        io.run();
        return !stop.stop_requested();
    }

    void tick(const std::function<void(std::chrono::seconds)>& on_tick) {
        const auto now = clock::now();
        answers.look_around(now);
        resume(); // also where the system ran out of files for a while
        if (on_tick) on_tick(std::chrono::ceil<std::chrono::seconds>(ends - now));
        second.expires_at(now + std::chrono::seconds(1));
        second.async_wait([this, &on_tick](const error_code& ec) {
            if (!ec) tick(on_tick);
        });
    }

    void wait(door& d) {
        d.socket.wait_readable([this, &d](const error_code& ec) {
            if (ec == boost::asio::error::operation_aborted) return;
            if (ec) return pause(d);
            if (d.where.protocol == protocol::tcp)
                accept_some(d);
            else
                hear_some(d);
        });
    }

    // --- TCP

    void accept_some(door& d) {
        constexpr int at_once = 16; // then others have their turn
        for (int n = 0; n < at_once; ++n) {
            // Who comes now waits in the kernel's queue: turning them away would look like a broken service.
            if (limits.full()) return pause(d);
            const visitor v = accept_one(d.socket.handle());
            if (v.what == visitor::kind::exhausted) return pause(d);
            if (v.what == visitor::kind::nobody_yet) break;
            if (v.what == visitor::kind::somebody) welcome(d, v);
        }
        wait(d);
    }

    void pause(door& d) {
        d.paused = true;
        any_paused = true;
    }

    void resume() {
        if (!any_paused || limits.full()) return;
        any_paused = false;
        for (auto& d : entrances.all())
            if (std::exchange(d.paused, false)) wait(d);
    }

    void welcome(const door& d, const visitor& v);

    // --- UDP

    void hear_some(door& d) {
        constexpr int at_once = 64;
        datagram got;
        for (int n = 0; n < at_once && receive_datagram(d.socket.handle(), got, wide_enough); ++n) {
            const std::string source = without_zone(got.peer.text());
            if (!got.for_us || got.bytes.size() != wire::hello_size || !answers.admits(source)) continue;
            const auto now = clock::now();
            if (!datagrams.admit(source, now)) continue;
            const auto answer = answers.answer(protocol::udp, got.bytes, {source, got.peer.port()},
                                               {got.here.text(), d.where.port}, now);
            if (!answer.empty()) send_back(d.socket.handle(), got, answer);
        }
        wait(d);
    }

    responder_options options;
    std::size_t files; ///< that may be open at once
    answerer answers;
    datagram_limits datagrams;
    asio::io_context io{1}; // goes before what the connections in it refer to, and after what refers to it

    doors entrances;
    connection_limits limits;
    bool any_paused = false;
    asio::steady_timer second, end;
    clock::time_point ends;
};

/// A connection until it said hello, hung up, or took too long. Its waits keep it alive.
struct responder::impl::visit : std::enable_shared_from_this<visit> {
    visit(impl& of_, const door& at_, const visitor& v, std::string source_)
        : of(of_), at(at_), socket(of_.io, v.socket), deadline(of_.io), source(std::move(source_)),
          source_port(v.peer.port()) {}

    void start() {
        deadline.expires_after(of.options.hello_within);
        deadline.async_wait([self = shared_from_this()](const error_code& ec) {
            if (!ec) self->leave();
        });
        wait();
    }

    void wait() {
        socket.wait_readable([self = shared_from_this()](const error_code& ec) {
            if (!ec) self->read();
        });
    }

    void read() {
        char buffer[wire::hello_size];
        const auto got = receive_some(socket.handle(), buffer, wire::hello_size - bytes.size());
        if (got.what == received::kind::nothing_yet) return wait();
        if (got.what == received::kind::failed || got.size == 0) return leave();
        bytes.append(buffer, got.size);
        if (bytes.size() < wire::hello_size) return wait();
        answer();
        leave();
    }

    void answer() {
        const auto here = local_address(socket.handle()).value_or(socket_address());
        const auto answer =
            of.answers.answer(protocol::tcp, bytes, {source, source_port}, {here.text(), at.where.port}, clock::now());
        if (answer.empty()) return;
        proven = true;
        // Into the empty buffer of a new connection: it always fits.
        send_whole(socket.handle(), answer);
    }

    void leave() {
        if (std::exchange(left, true)) return;
        of.limits.release(source);
        if (of.any_paused) asio::post(of.io, [&o = of] { o.resume(); });
        if (!proven) of.answers.was_only_connected(source, at.where.port);
        deadline.cancel();
        socket.close();
    }

    impl& of;
    const door& at;
    waiting_socket socket;
    asio::steady_timer deadline;
    std::string source;
    std::uint16_t source_port;
    std::string bytes;
    bool proven = false;
    bool left = false;
};

void responder::impl::welcome(const door& d, const visitor& v) {
    std::string source = without_zone(v.peer.text());
    if (answers.admits(source) && limits.admit(source))
        std::make_shared<visit>(*this, d, v, std::move(source))->start();
    else
        close_socket(v.socket);
}

responder::responder(responder_options options) : impl_(std::make_unique<impl>(std::move(options))) {}
responder::~responder() = default;

const std::vector<not_bound>& responder::left_out() const {
    return impl_->entrances.left_out();
}
std::vector<open_door> responder::held() const {
    return impl_->entrances.where();
}
const port_list& responder::tcp() const {
    return impl_->answers.tcp();
}
const port_list& responder::udp() const {
    return impl_->answers.udp();
}
const reach_journal& responder::journal() const {
    return impl_->answers.journal();
}

bool responder::run(std::chrono::milliseconds lifetime, const std::function<void(std::chrono::seconds)>& on_tick,
                    std::stop_token stop) {
    return impl_->run(lifetime, on_tick, stop);
}

} // namespace fairway
