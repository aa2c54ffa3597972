#include "agent/local/interfaces.hpp"

#include "agent/local/adapters_windows.hpp"
#include "text/ip_address.hpp"

#include <algorithm>
#include <string_view>

namespace fairway {

namespace {

template <class T>
std::string_view memory_of(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// Numeric text of an address that others can reach this machine by; empty for loopback and other families.
std::string address_for_others(const sockaddr& address) {
    std::string_view bytes;
    if (address.sa_family == AF_INET)
        bytes = memory_of(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
    else if (address.sa_family == AF_INET6)
        bytes = memory_of(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
    const auto ip = ip_address_of_bytes(bytes);
    return ip && !is_loopback(*ip) ? to_string(*ip) : std::string();
}

} // namespace

std::vector<std::string> local_addresses() {
    const adapter_list adapters;
    std::vector<std::string> addresses;
    for (const auto* a = adapters.first(); a != nullptr; a = a->Next) {
        if (a->OperStatus != IfOperStatusUp) continue;
        for (const auto* unicast = a->FirstUnicastAddress; unicast != nullptr; unicast = unicast->Next) {
            // Another host has it.
            if (unicast->DadState == IpDadStateDuplicate || unicast->DadState == IpDadStateInvalid) continue;
            std::string text = address_for_others(*unicast->Address.lpSockaddr);
            if (!text.empty() && std::find(addresses.begin(), addresses.end(), text) == addresses.end())
                addresses.push_back(std::move(text));
        }
    }
    return addresses;
}

} // namespace fairway
