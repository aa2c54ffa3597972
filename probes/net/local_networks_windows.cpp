#include "probes/net/local_networks.hpp"

#include "probes/net/sockaddr_windows.hpp"

#include <algorithm>
#include <iphlpapi.h>

namespace fairway {

namespace {

std::string mask_of(std::size_t size, unsigned prefix) {
    std::string mask;
    for (std::size_t i = 0; i < size; ++i) {
        const unsigned bits = std::min(prefix, 8u);
        mask += static_cast<char>(0xFF00u >> bits);
        prefix -= bits;
    }
    return mask;
}

/// The system's list of adapters; empty where it cannot be read.
std::vector<std::max_align_t> read_adapters() {
    constexpr ULONG flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
    std::vector<std::max_align_t> room;
    ULONG size = 16 * 1024;
    // It may grow between two calls.
    for (int n = 0; n < 4; ++n) {
        room.resize(size / sizeof room[0] + 1);
        auto* first = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(room.data());
        const ULONG rc = ::GetAdaptersAddresses(AF_UNSPEC, flags, nullptr, first, &size);
        if (rc == ERROR_SUCCESS) return room;
        if (rc != ERROR_BUFFER_OVERFLOW) break;
    }
    return {};
}

} // namespace

local_networks::local_networks() {
    const auto adapters = read_adapters();
    if (adapters.empty()) return;
    known_ = true;
    for (auto* a = reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(adapters.data()); a != nullptr; a = a->Next) {
        if (a->OperStatus != IfOperStatusUp) continue;
        for (const auto* u = a->FirstUnicastAddress; u != nullptr; u = u->Next) {
            network n;
            n.address = address_of(u->Address.lpSockaddr, u->Address.iSockaddrLength).bytes();
            n.mask = mask_of(n.address.size(), u->OnLinkPrefixLength);
            if (!n.address.empty()) networks_.push_back(std::move(n));
        }
    }
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
