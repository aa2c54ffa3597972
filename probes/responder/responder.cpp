#include "probes/responder/responder.hpp"

#include "probes/net/address.hpp"
#include "probes/net/descriptor_limit.hpp"
#include "probes/responder/judge.hpp"
#include "probes/responder/limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace fairway {

namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
using descriptor = asio::posix::stream_descriptor;

constexpr int backlog = 128;                              // of each port; a check has some in flight to each at most
constexpr std::size_t told_apart = 4096;                  // sources of datagrams
constexpr std::size_t wide_enough = wire::hello_size + 1; // to see that a datagram is too long
constexpr std::chrono::seconds sample_every{2};           // of half-open connections, for the journal
constexpr std::chrono::milliseconds table_good_for{200};

std::uint16_t port_of(const sockaddr_storage& address) {
    return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                               : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

std::string text_of(const sockaddr_storage& address) {
    return numeric(reinterpret_cast<const sockaddr*>(&address));
}

/// "fe80::1%eth0" -> "fe80::1": a zone is no part of who somebody is.
std::string without_zone(const std::string& address) {
    return address.substr(0, address.find('%'));
}

void set_flag(int fd, int level, int option) {
    const int on = 1;
    ::setsockopt(fd, level, option, &on, sizeof on);
}

/// A bound socket, or -1 with errno.
int bind_port(protocol p, const socket_address& to) {
    const bool tcp = p == protocol::tcp;
    const int fd = ::socket(to.storage.ss_family, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    // IPv4 has a socket of its own: so half-open connections and taken ports are what they look like.
    if (to.v6()) set_flag(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    if (tcp)
        set_flag(fd, SOL_SOCKET, SO_REUSEADDR); // remains of earlier connections are no service
    else if (to.v6())
        set_flag(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO);
    else
        set_flag(fd, IPPROTO_IP, IP_PKTINFO);
    if (::bind(fd, to.get(), to.size) == 0 && (!tcp || ::listen(fd, backlog) == 0)) return fd;
    const int error = errno;
    ::close(fd);
    errno = error;
    return -1;
}

/// What recvmsg() and sendmsg() say of the local end of a datagram.
struct datagram {
    sockaddr_storage peer{};
    sockaddr_storage here{};
    std::string bytes;
};

/// Nothing while none waits. `for_us` is false of broadcasts and multicasts.
bool receive(int fd, datagram& d, bool& for_us) {
    d.bytes.resize(wide_enough);
    iovec part{d.bytes.data(), d.bytes.size()};
    alignas(cmsghdr) char control[128];
    msghdr message{};
    message.msg_name = &d.peer;
    message.msg_namelen = sizeof d.peer;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = ::recvmsg(fd, &message, 0);
    if (size < 0) return false;
    d.bytes.resize(static_cast<std::size_t>(size));
    d.here = {};
    for_us = false;
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            in_pktinfo info;
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            auto& v4 = reinterpret_cast<sockaddr_in&>(d.here);
            v4.sin_family = AF_INET;
            v4.sin_addr = info.ipi_addr;
            for_us = info.ipi_addr.s_addr == info.ipi_spec_dst.s_addr;
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info;
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            auto& v6 = reinterpret_cast<sockaddr_in6&>(d.here);
            v6.sin6_family = AF_INET6;
            v6.sin6_addr = info.ipi6_addr;
            for_us = !IN6_IS_ADDR_MULTICAST(&info.ipi6_addr);
        }
    }
    return true;
}

/// From the address that the question came to, on machines that have several.
void send_back(int fd, const datagram& to, const std::string& bytes) {
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    alignas(cmsghdr) char control[128] = {};
    msghdr message{};
    message.msg_name = const_cast<sockaddr_storage*>(&to.peer);
    message.msg_namelen = to.peer.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* c = CMSG_FIRSTHDR(&message);
    if (to.here.ss_family == AF_INET6) {
        in6_pktinfo info{};
        info.ipi6_addr = reinterpret_cast<const sockaddr_in6&>(to.here).sin6_addr;
        c->cmsg_level = IPPROTO_IPV6;
        c->cmsg_type = IPV6_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof info);
        std::memcpy(CMSG_DATA(c), &info, sizeof info);
        message.msg_controllen = CMSG_SPACE(sizeof info);
    } else {
        in_pktinfo info{};
        info.ipi_spec_dst = reinterpret_cast<const sockaddr_in&>(to.here).sin_addr;
        c->cmsg_level = IPPROTO_IP;
        c->cmsg_type = IP_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof info);
        std::memcpy(CMSG_DATA(c), &info, sizeof info);
        message.msg_controllen = CMSG_SPACE(sizeof info);
    }
    // Lost, where the buffer is full: the asker says hello again.
    (void)::sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/// A bound port. Lives as long as the responder.
struct door {
    door(asio::io_context& io, int fd, protocol p_, std::uint16_t port_, std::string address_)
        : socket(io, fd), p(p_), port(port_), address(std::move(address_)) {}

    descriptor socket;
    protocol p;
    std::uint16_t port;
    std::string address; ///< numeric; of a wildcard "0.0.0.0" or "::"
    bool paused = false;
};

} // namespace

struct responder::impl {
    struct visit; // one connection

    explicit impl(responder_options o)
        : options(std::move(o)), judge(options.key), limits(options.connections, options.connections_per_source),
          datagrams(options.datagrams_per_second, options.datagram_burst, told_apart, clock::now()), second(io),
          end(io) {
        bind_all();
    }

    // --- binding

    void bind_all() {
        const std::size_t files = raise_descriptor_limit();
        std::vector<std::string> addresses = options.addresses;
        if (addresses.empty()) addresses = {"0.0.0.0", "::"};
        for (const protocol p : {protocol::tcp, protocol::udp}) {
            std::vector<std::uint16_t> bound;
            for (const std::uint16_t port : expand(p == protocol::tcp ? options.tcp : options.udp)) {
                bool any = false;
                for (const auto& address : addresses)
                    any = bind_one(p, address, port) || any;
                if (any) bound.push_back(port);
            }
            (p == protocol::tcp ? tcp : udp) = from_ports(std::move(bound));
        }
        // Connections get what the doors leave over.
        const std::size_t left = files > doors.size() + 16 ? files - doors.size() : 16;
        limits = connection_limits(std::min(options.connections, left), std::min(options.connections_per_source, left));
    }

    bool bind_one(protocol p, const std::string& address, std::uint16_t port) {
        const int error = open_door(p, address, port);
        if (error == 0) return true;
        const bool everywhere = options.addresses.empty();
        // No IPv6 here (or no IPv4): nothing that a port could be reached by.
        if (everywhere && (error == EAFNOSUPPORT || error == EADDRNOTAVAIL)) return false;
        bool any = false;
        if (everywhere && error == EADDRINUSE) {
            for (const auto& own : options.own_addresses)
                if ((own.find(':') != std::string::npos) == (address == "::") && open_door(p, own, port) == 0)
                    any = true;
        }
        left_out.push_back({p, port, address, error});
        return any;
    }

    /// errno, or 0.
    int open_door(protocol p, const std::string& address, std::uint16_t port) {
        auto to = parse_address(address);
        if (!to) return EINVAL;
        to->set_port(port);
        const int fd = bind_port(p, *to);
        if (fd < 0) return errno;
        doors.emplace_back(io, fd, p, port, address);
        return 0;
    }

    // --- running

    bool run(std::chrono::milliseconds lifetime, const std::function<void(std::chrono::seconds)>& on_tick,
             const std::stop_token& stop) {
        const std::stop_callback wake(stop, [this] { io.stop(); });
        for (auto& d : doors)
            wait(d);
        ends = clock::now() + lifetime;
        end.expires_at(ends);
        end.async_wait([this](const boost::system::error_code& ec) {
            if (!ec) io.stop();
        });
        tick(on_tick);
        io.run();
        return !stop.stop_requested();
    }

    void tick(const std::function<void(std::chrono::seconds)>& on_tick) {
        const auto now = clock::now();
        if (options.half_open && now - sampled >= sample_every) {
            sampled = now;
            sample();
        }
        resume(); // also where the system ran out of files for a while
        if (on_tick) on_tick(std::chrono::ceil<std::chrono::seconds>(ends - now));
        second.expires_at(now + std::chrono::seconds(1));
        second.async_wait([this, &on_tick](const boost::system::error_code& ec) {
            if (!ec) tick(on_tick);
        });
    }

    // Handshakes are open for a moment in every connection: only what stays is worth a word.
    void sample() {
        std::vector<std::tuple<std::string, std::uint16_t>> now_open;
        for (const auto& c : options.half_open())
            if (contains(tcp, c.port) && admitted(c.asker)) now_open.emplace_back(c.asker, c.port);
        std::sort(now_open.begin(), now_open.end());
        for (const auto& [asker, port] : now_open)
            if (std::binary_search(last_open.begin(), last_open.end(), std::tuple(asker, port)))
                journal.half_open(asker, port);
        last_open = std::move(now_open);
    }

    bool admitted(const std::string& source) const {
        return options.from.empty() ||
               std::find(options.from.begin(), options.from.end(), without_zone(source)) != options.from.end();
    }

    void wait(door& d) {
        d.socket.async_wait(descriptor::wait_read, [this, &d](const boost::system::error_code& ec) {
            if (ec) return;
            if (d.p == protocol::tcp)
                accept_some(d);
            else
                receive_some(d);
        });
    }

    // --- TCP

    void accept_some(door& d) {
        constexpr int at_once = 16; // then others have their turn
        for (int n = 0; n < at_once; ++n) {
            // Who comes now waits in the kernel's queue: turning them away would look like a broken service.
            if (limits.full()) return pause(d);
            sockaddr_storage peer{};
            socklen_t size = sizeof peer;
            const int fd = ::accept4(d.socket.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size,
                                     SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) return pause(d);
            if (fd < 0 && errno != ECONNABORTED && errno != EINTR) break;
            if (fd >= 0) receive_visitor(d, fd, peer);
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
        for (auto& d : doors)
            if (std::exchange(d.paused, false)) wait(d);
    }

    void receive_visitor(door& d, int fd, const sockaddr_storage& peer);
    void answer(visit& v);

    // --- UDP

    void receive_some(door& d) {
        constexpr int at_once = 64;
        datagram got;
        bool for_us = false;
        for (int n = 0; n < at_once && receive(d.socket.native_handle(), got, for_us); ++n) {
            const std::string source = without_zone(text_of(got.peer));
            if (!for_us || got.bytes.size() != wire::hello_size || !admitted(source)) continue;
            if (!datagrams.admit(source, clock::now())) continue;
            const auto hello = heard(d, source, got.bytes);
            if (hello)
                send_back(d.socket.native_handle(), got,
                          answer_to(*hello, got.bytes, {source, port_of(got.peer)}, {text_of(got.here), d.port}));
        }
        wait(d);
    }

    // --- both

    /// The hello, where it is to be answered.
    std::optional<wire::hello> heard(const door& d, const std::string& source, std::string_view bytes) {
        const std::int64_t now = options.clock();
        auto j = judge.judge(bytes, d.p, d.port, now);
        switch (j.says) {
        case hello_verdict::answer: journal.proven(source, d.p, d.port); return std::move(j.hello);
        case hello_verdict::wrong_clock:
            if (journal.clock_is_off(source, j.hello->time - now)) say_clock(source, j.hello->time - now);
            break;
        case hello_verdict::memory_full:
            if (!std::exchange(said_full, true))
                options.say("More hellos came than can be remembered; some are not answered. Start again later.");
            break;
        case hello_verdict::no_hello:
        case hello_verdict::wrong_key:
        case hello_verdict::wrong_place:
        case hello_verdict::replayed: break;
        }
        return std::nullopt;
    }

    void say_clock(const std::string& source, std::int64_t seconds) {
        if (!options.say) return;
        const std::int64_t minutes = (seconds < 0 ? -(seconds + 1) : seconds) / 60;
        options.say(source + " has the right key, but its clock is " + std::to_string(minutes) + " minutes " +
                    (seconds < 0 ? "behind" : "ahead of") +
                    " this machine's, and up to 10 are allowed: it gets no answer. Set both clocks (NTP).");
    }

    std::string answer_to(const wire::hello& hello, std::string_view bytes, wire::hello_endpoint asker,
                          wire::hello_endpoint here) {
        wire::hello_answer a;
        std::tie(a.tcp, a.udp) = open_at(without_zone(here.address));
        if (hello.wants_half_open && options.half_open) {
            std::vector<std::uint16_t> ports;
            for (const auto& c : half_open_table())
                if (without_zone(c.asker) == asker.address && without_zone(c.here) == without_zone(here.address) &&
                    contains(tcp, c.port))
                    ports.push_back(c.port);
            a.half_open = from_ports(std::move(ports));
        }
        a.asker = std::move(asker);
        a.here = std::move(here);
        return wire::encode_answer(a, bytes, options.key);
    }

    /// TCP and UDP ports stood in on at one address of ours: a real service may hold a port at another.
    const std::pair<port_list, port_list>& open_at(const std::string& here) {
        constexpr std::size_t most = 1024; // a whole loopback network is ours
        if (by_address.size() >= most) by_address.clear();
        const auto [it, is_new] = by_address.try_emplace(here);
        if (is_new) {
            std::vector<std::uint16_t> of_tcp, of_udp;
            for (const auto& d : doors)
                if (without_zone(d.address) == here || d.address == (here.find(':') == here.npos ? "0.0.0.0" : "::"))
                    (d.p == protocol::tcp ? of_tcp : of_udp).push_back(d.port);
            it->second = {from_ports(std::move(of_tcp)), from_ports(std::move(of_udp))};
        }
        return it->second;
    }

    // Reading it costs some milliseconds: not for each of many hellos at once.
    const std::vector<half_open_connection>& half_open_table() {
        const auto now = clock::now();
        if (now - table_read >= table_good_for) {
            table = options.half_open();
            table_read = now;
        }
        return table;
    }

    responder_options options;
    hello_judge judge;
    connection_limits limits;
    datagram_limits datagrams;
    reach_journal journal;
    asio::io_context io{1}; // goes before what the connections in it refer to, and after what refers to it

    std::deque<door> doors;
    std::vector<not_bound> left_out;
    port_list tcp, udp;
    std::map<std::string, std::pair<port_list, port_list>> by_address;
    bool any_paused = false;
    bool said_full = false;

    asio::steady_timer second, end;
    clock::time_point ends;
    clock::time_point sampled{};
    std::vector<std::tuple<std::string, std::uint16_t>> last_open;
    std::vector<half_open_connection> table;
    clock::time_point table_read{};
};

/// A connection until it said hello, hung up, or took too long. Its waits keep it alive.
struct responder::impl::visit : std::enable_shared_from_this<visit> {
    visit(impl& of_, const door& at_, int fd, const sockaddr_storage& peer)
        : of(of_), at(at_), socket(of_.io, fd), deadline(of_.io), source(without_zone(text_of(peer))),
          source_port(port_of(peer)) {}
    ~visit() {
        if (!left) of.limits.release(source);
    }

    void start() {
        deadline.expires_after(of.options.hello_within);
        deadline.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
            if (!ec) self->leave();
        });
        wait();
    }

    void wait() {
        socket.async_wait(descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& ec) {
            if (!ec) self->read();
        });
    }

    void read() {
        char buffer[wire::hello_size];
        const ssize_t size = ::recv(socket.native_handle(), buffer, wire::hello_size - bytes.size(), 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return wait();
        if (size <= 0) return leave();
        bytes.append(buffer, static_cast<std::size_t>(size));
        if (bytes.size() < wire::hello_size) return wait();
        of.answer(*this);
        leave();
    }

    void leave() {
        if (std::exchange(left, true)) return;
        of.limits.release(source);
        if (of.any_paused) asio::post(of.io, [&o = of] { o.resume(); });
        if (!proven) of.journal.connected(source, at.port);
        deadline.cancel();
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    impl& of;
    const door& at;
    descriptor socket;
    asio::steady_timer deadline;
    std::string source;
    std::uint16_t source_port;
    std::string bytes;
    bool proven = false;
    bool left = false;
};

void responder::impl::receive_visitor(door& d, int fd, const sockaddr_storage& peer) {
    const std::string source = without_zone(text_of(peer));
    if (!admitted(source) || !limits.admit(source)) {
        ::close(fd);
        return;
    }
    std::make_shared<visit>(*this, d, fd, peer)->start();
}

void responder::impl::answer(visit& v) {
    const auto hello = heard(v.at, v.source, v.bytes);
    if (!hello) return;
    v.proven = true;
    sockaddr_storage here{};
    socklen_t size = sizeof here;
    ::getsockname(v.socket.native_handle(), reinterpret_cast<sockaddr*>(&here), &size);
    const std::string bytes = answer_to(*hello, v.bytes, {v.source, v.source_port}, {text_of(here), v.at.port});
    // Into the empty buffer of a new connection: it always fits.
    (void)::send(v.socket.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

responder::responder(responder_options options) : impl_(std::make_unique<impl>(std::move(options))) {}
responder::~responder() = default;

const std::vector<not_bound>& responder::left_out() const {
    return impl_->left_out;
}
const port_list& responder::tcp() const {
    return impl_->tcp;
}
const port_list& responder::udp() const {
    return impl_->udp;
}
const reach_journal& responder::journal() const {
    return impl_->journal;
}

bool responder::run(std::chrono::milliseconds lifetime, const std::function<void(std::chrono::seconds)>& on_tick,
                    std::stop_token stop) {
    return impl_->run(lifetime, on_tick, stop);
}

} // namespace fairway
