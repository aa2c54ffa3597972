#include "agent/local/interfaces.hpp"

#include "text/ip_address.hpp"

#include <algorithm>
#include <cerrno>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <string_view>
#include <system_error>

namespace fairway {

namespace {

template <class T>
std::string_view bytes_of(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// Numeric text of an address that others can reach this machine by; empty for loopback and other families.
std::string reachable_address(const sockaddr& address) {
    std::string_view bytes;
    if (address.sa_family == AF_INET)
        bytes = bytes_of(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
    else if (address.sa_family == AF_INET6)
        bytes = bytes_of(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
    const auto ip = ip_address_of_bytes(bytes);
    return ip && !is_loopback(*ip) ? to_string(*ip) : std::string();
}

} // namespace

std::vector<std::string> local_addresses() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot list the network interfaces");
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);

    std::vector<std::string> addresses;
    for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || (entry->ifa_flags & IFF_UP) == 0) continue;
        // By address, not by interface: service addresses are often put on "lo", and they are this machine's.
        std::string text = reachable_address(*entry->ifa_addr);
        if (!text.empty() && std::find(addresses.begin(), addresses.end(), text) == addresses.end())
            addresses.push_back(std::move(text));
    }
    return addresses;
}

} // namespace fairway
