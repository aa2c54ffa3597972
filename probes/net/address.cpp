#include "probes/net/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <ifaddrs.h>
#include <net/if.h>
#include <unistd.h>

namespace fairway {

void socket_address::set_port(std::uint16_t port) {
    // sin_port and sin6_port share their place, but say what is meant.
    if (v6())
        reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port = htons(port);
    else
        reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
}

std::optional<socket_address> parse_address(const std::string& text) {
    socket_address result;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        result.size = sizeof *v4;
        return result;
    }
    const auto percent = text.find('%');
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
    if (::inet_pton(AF_INET6, text.substr(0, percent).c_str(), &v6->sin6_addr) != 1) return std::nullopt;
    v6->sin6_family = AF_INET6;
    if (percent != std::string::npos) {
        v6->sin6_scope_id = ::if_nametoindex(text.c_str() + percent + 1);
        if (v6->sin6_scope_id == 0) return std::nullopt;
    }
    result.size = sizeof *v6;
    return result;
}

std::string numeric(const sockaddr* address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET) {
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text, sizeof text);
        return text;
    }
    if (address->sa_family != AF_INET6) return {};
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
        ::inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, sizeof text);
        return text;
    }
    ::inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
    std::string result = text;
    char zone[IF_NAMESIZE];
    if (v6->sin6_scope_id != 0 && ::if_indextoname(v6->sin6_scope_id, zone) != nullptr) {
        result += '%';
        result += zone;
    }
    return result;
}

void limit_hops(int fd, bool v6, std::uint8_t hops) {
    if (hops == 0) return;
    const int limit = hops;
    if (v6)
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &limit, sizeof limit);
    else
        ::setsockopt(fd, IPPROTO_IP, IP_TTL, &limit, sizeof limit);
}

namespace {

/// The address's bytes in network order; empty for a family other than IPv4 and IPv6.
std::string bytes_of(const sockaddr* address) {
    if (address->sa_family == AF_INET)
        return {reinterpret_cast<const char*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr),
                sizeof(in_addr)};
    if (address->sa_family == AF_INET6)
        return {reinterpret_cast<const char*>(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr),
                sizeof(in6_addr)};
    return {};
}

} // namespace

local_networks::local_networks() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return;
    known_ = true;
    for (const ifaddrs* i = list; i != nullptr; i = i->ifa_next) {
        if (i->ifa_addr == nullptr || i->ifa_netmask == nullptr) continue;
        network n{bytes_of(i->ifa_addr), bytes_of(i->ifa_netmask)};
        if (!n.address.empty() && n.address.size() == n.mask.size()) networks_.push_back(std::move(n));
    }
    ::freeifaddrs(list);
}

bool local_networks::contains(const socket_address& target) const {
    if (!known_) return true;
    const std::string bytes = bytes_of(target.get());
    const auto holds = [&](const network& n) {
        if (n.address.size() != bytes.size()) return false;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            if (((n.address[i] ^ bytes[i]) & n.mask[i]) != 0) return false;
        return true;
    };
    return std::any_of(networks_.begin(), networks_.end(), holds);
}

std::optional<std::string> source_towards(const socket_address& target, int& error) {
    const int fd = ::socket(target.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        error = errno;
        return std::nullopt;
    }
    socket_address to = target;
    to.set_port(9); // discard; connecting a datagram socket sends nothing
    std::optional<std::string> source;
    sockaddr_storage local{};
    socklen_t size = sizeof local;
    if (::connect(fd, to.get(), to.size) == 0 && ::getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) == 0)
        source = numeric(reinterpret_cast<const sockaddr*>(&local));
    else
        error = errno;
    ::close(fd);
    return source;
}

} // namespace fairway
