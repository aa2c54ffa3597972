#include "probes/net/local_networks.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <algorithm>
#include <ifaddrs.h>
#include <netinet/in.h>

namespace fairway {

namespace {

std::string bytes_of(const sockaddr* address) {
    const bool v6 = address->sa_family == AF_INET6;
    if (!v6 && address->sa_family != AF_INET) return {};
    return address_of(address, v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in)).bytes();
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
    const std::string bytes = target.bytes();
    const auto holds = [&](const network& n) {
        if (n.address.size() != bytes.size()) return false;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            if (((n.address[i] ^ bytes[i]) & n.mask[i]) != 0) return false;
        return true;
    };
    return std::any_of(networks_.begin(), networks_.end(), holds);
}

} // namespace fairway
