#include "probes/net/name_lookup.hpp"

#include "probes/net/sockaddr_windows.hpp"

#include <algorithm>

namespace fairway {

namespace {

std::wstring utf16_of(const std::string& name) {
    const auto convert = [&](wchar_t* to, int room) {
        return ::MultiByteToWideChar(CP_UTF8, 0, name.data(), static_cast<int>(name.size()), to, room);
    };
    std::wstring wide(static_cast<std::size_t>(name.empty() ? 0 : convert(nullptr, 0)), L'\0');
    if (!wide.empty()) convert(wide.data(), static_cast<int>(wide.size()));
    return wide;
}

std::string in_words(int error) {
    switch (error) {
    case WSAHOST_NOT_FOUND: return "this machine finds no such name, or has no DNS server to ask";
    case WSANO_DATA: return "the name has no IPv4 or IPv6 address";
    case WSATRY_AGAIN:
    case WSANO_RECOVERY: return "the DNS server did not answer, or reported a failure";
    case WSA_NOT_ENOUGH_MEMORY: return "this host's resolver failed: no memory is left";
    default: return "this host's resolver failed: Windows error " + std::to_string(error);
    }
}

} // namespace

resolved ask_this_machine(const std::string& name) {
    start_winsock();
    ADDRINFOW hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    ADDRINFOW* list = nullptr;
    resolved result;
    if (const int error = ::GetAddrInfoW(utf16_of(name).c_str(), nullptr, &hints, &list); error != 0) {
        result.error = in_words(error);
        return result;
    }
    for (const ADDRINFOW* a = list; a != nullptr; a = a->ai_next) {
        auto text = address_of(a->ai_addr, static_cast<int>(a->ai_addrlen)).text();
        const auto end = result.addresses.end();
        if (!text.empty() && std::find(result.addresses.begin(), end, text) == end)
            result.addresses.push_back(std::move(text));
    }
    ::FreeAddrInfoW(list);
    if (result.addresses.empty()) result.error = in_words(WSANO_DATA);
    return result;
}

} // namespace fairway
