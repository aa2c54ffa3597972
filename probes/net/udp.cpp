#include "probes/net/udp.hpp"

#include "probes/net/error_queue.hpp"
#include "probes/net/verdict.hpp"

#include <array>
#include <cerrno>
#include <random>
#include <unistd.h>
#include <utility>

namespace fairway {

udp_question::udp_question(const wire::exchange* asked) : exchange(asked) {
    if (exchange == nullptr) return;
    std::random_device random;
    about.cookie = std::uint64_t{random()} << 32 | random();
    request = exchange->request(about);
}

int open_datagram(const socket_address& to, std::uint8_t hops) {
    const int fd = ::socket(to.storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
    if (fd < 0) return -1;
    keep_icmp_errors(fd, to.v6(), hops > 0);
    limit_hops(fd, to.v6(), hops);
    if (::connect(fd, to.get(), to.size) == 0) return fd;
    const int error = errno;
    ::close(fd);
    errno = error;
    return -1;
}

int send_request(int fd, const udp_question& question) {
    return ::send(fd, question.request.data(), question.request.size(), MSG_NOSIGNAL) < 0 ? errno : 0;
}

std::optional<observation> look_at_datagram(int fd, int error, const udp_question& question, std::string_view target,
                                            std::string_view source) {
    std::array<char, 65536> buffer;
    // The first receive may return an ICMP error, with answers behind it.
    for (int n = 0; n < 8; ++n) {
        const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got >= 0) {
            const std::string_view answer(buffer.data(), static_cast<std::size_t>(got));
            observation seen;
            seen.state = state::open;
            seen.reason = reason::udp_response;
            seen.answered_by = target;
            seen.evidence = evidence::connected;
            if (question.exchange == nullptr) return seen; // no protocol was asked for: none is identified
            wire::reply said = question.exchange->read(question.about, answer);
            seen.other_protocol = said.says != wire::reply::verdict::confirmed;
            if (!seen.other_protocol) seen.evidence = evidence::identified;
            seen.identity = std::move(said.identity);
            return seen;
        }
        if (errno == EAGAIN) break;
        error = errno;
    }
    if (const auto answer = take_icmp_error(fd)) {
        observation seen = from_icmp(protocol::udp, *answer, target, source);
        if (seen.reason != reason::not_run) return seen;
        return std::nullopt;
    }
    if (error == 0 || error == EAGAIN) return std::nullopt;
    return from_errno(protocol::udp, error, target);
}

observation unanswered_datagram() {
    observation seen;
    seen.state = state::open_or_filtered;
    seen.reason = reason::no_response;
    seen.evidence = evidence::silent;
    return seen;
}

} // namespace fairway
