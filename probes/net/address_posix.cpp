#include "probes/net/address.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>

namespace fairway {

namespace {

const sockaddr_in* as_v4(const socket_address& a) {
    return reinterpret_cast<const sockaddr_in*>(a.raw().data());
}
const sockaddr_in6* as_v6(const socket_address& a) {
    return reinterpret_cast<const sockaddr_in6*>(a.raw().data());
}

std::string text_of(int family, const void* address) {
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(family, address, text, sizeof text);
    return text;
}

socket_address from(const sockaddr_in& v4) {
    return address_of(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
}
socket_address from(const sockaddr_in6& v6) {
    return address_of(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
}

} // namespace

socket_address address_of(const sockaddr* address, socklen_t size) {
    socket_address result;
    if (address == nullptr || size > result.raw().size()) return result;
    std::memcpy(result.raw().data(), address, size);
    result.resize(size);
    return result;
}

bool socket_address::v6() const {
    return sockaddr_of(*this)->sa_family == AF_INET6;
}

void socket_address::set_port(std::uint16_t port) {
    // sin_port and sin6_port share their place, but say what is meant.
    if (v6())
        reinterpret_cast<sockaddr_in6*>(raw_.data())->sin6_port = htons(port);
    else
        reinterpret_cast<sockaddr_in*>(raw_.data())->sin_port = htons(port);
}

std::uint16_t socket_address::port() const {
    return ntohs(v6() ? as_v6(*this)->sin6_port : as_v4(*this)->sin_port);
}

std::string socket_address::text() const {
    const int family = sockaddr_of(*this)->sa_family;
    if (family == AF_INET) return text_of(AF_INET, &as_v4(*this)->sin_addr);
    if (family != AF_INET6) return {};
    const auto* v6 = as_v6(*this);
    if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) return text_of(AF_INET, &v6->sin6_addr.s6_addr[12]);
    std::string result = text_of(AF_INET6, &v6->sin6_addr);
    char zone[IF_NAMESIZE];
    if (v6->sin6_scope_id != 0 && ::if_indextoname(v6->sin6_scope_id, zone) != nullptr) {
        result += '%';
        result += zone;
    }
    return result;
}

std::string socket_address::bytes() const {
    const int family = sockaddr_of(*this)->sa_family;
    if (family == AF_INET) return {reinterpret_cast<const char*>(&as_v4(*this)->sin_addr), sizeof(in_addr)};
    if (family == AF_INET6) return {reinterpret_cast<const char*>(&as_v6(*this)->sin6_addr), sizeof(in6_addr)};
    return {};
}

bool socket_address::operator==(const socket_address& other) const {
    return size_ == other.size_ && std::equal(raw_.begin(), raw_.begin() + size_, other.raw_.begin());
}

std::optional<socket_address> parse_address(const std::string& text) {
    sockaddr_in v4{};
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        return from(v4);
    }
    const auto percent = text.find('%');
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET6, text.substr(0, percent).c_str(), &v6.sin6_addr) != 1) return std::nullopt;
    v6.sin6_family = AF_INET6;
    if (percent != std::string::npos) {
        v6.sin6_scope_id = ::if_nametoindex(text.c_str() + percent + 1);
        if (v6.sin6_scope_id == 0) return std::nullopt;
    }
    return from(v6);
}

std::optional<socket_address> address_of_bytes(std::string_view bytes) {
    if (bytes.size() == sizeof(in_addr)) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        std::memcpy(&v4.sin_addr, bytes.data(), bytes.size());
        return from(v4);
    }
    if (bytes.size() != sizeof(in6_addr)) return std::nullopt;
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
    return from(v6);
}

} // namespace fairway
