#include "probes/net/address.hpp"

#include "probes/net/sockaddr_windows.hpp"
#include "text/ip_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iphlpapi.h>
#include <netioapi.h>

namespace fairway {

namespace {

const sockaddr_in* as_v4(const socket_address& a) {
    return reinterpret_cast<const sockaddr_in*>(a.raw().data());
}
const sockaddr_in6* as_v6(const socket_address& a) {
    return reinterpret_cast<const sockaddr_in6*>(a.raw().data());
}

socket_address from(const sockaddr_in& v4) {
    return address_of(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
}
socket_address from(const sockaddr_in6& v6) {
    return address_of(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
}

/// The number of an interface, which is how Windows shows zones, or its name; 0: there is none.
NET_IFINDEX interface_of(const std::string& zone) {
    NET_IFINDEX number = 0;
    const auto* end = zone.data() + zone.size();
    const auto [rest, error] = std::from_chars(zone.data(), end, number);
    if (error != std::errc() || rest != end) return ::if_nametoindex(zone.c_str());
    char name[NDIS_IF_MAX_STRING_SIZE + 1];
    return ::if_indextoname(number, name) != nullptr ? number : 0;
}

} // namespace

socket_address address_of(const sockaddr* address, int size) {
    socket_address result;
    const auto used = static_cast<std::size_t>(size);
    if (address == nullptr || size < 0 || used > result.raw().size()) return result;
    std::memcpy(result.raw().data(), address, used);
    result.resize(used);
    return result;
}

bool socket_address::v6() const {
    return sockaddr_of(*this)->sa_family == AF_INET6;
}

void socket_address::set_port(std::uint16_t port) {
    if (v6())
        reinterpret_cast<sockaddr_in6*>(raw_.data())->sin6_port = htons(port);
    else
        reinterpret_cast<sockaddr_in*>(raw_.data())->sin_port = htons(port);
}

std::uint16_t socket_address::port() const {
    return ntohs(v6() ? as_v6(*this)->sin6_port : as_v4(*this)->sin_port);
}

std::string socket_address::text() const {
    const auto all = ip_address_of_bytes(bytes());
    if (!all) return {};
    const ip_address ip = unmapped(*all);
    std::string result = to_string(ip);
    if (ip.is_v4()) return result;
    if (const auto scope = as_v6(*this)->sin6_scope_id; scope != 0) result += '%' + std::to_string(scope);
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
    const auto percent = text.find('%');
    const auto ip = parse_ip_address(std::string_view(text).substr(0, percent));
    if (!ip) return std::nullopt;
    auto address = address_of_bytes({reinterpret_cast<const char*>(ip->bytes.data()), ip->size});
    if (percent == std::string::npos) return address;
    const auto scope = interface_of(text.substr(percent + 1));
    if (ip->is_v4() || scope == 0) return std::nullopt;
    reinterpret_cast<sockaddr_in6*>(address->raw().data())->sin6_scope_id = scope;
    return address;
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
