#include "probes/net/name_lookup.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netdb.h>

namespace fairway {

resolved ask_this_machine(const std::string& name) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int rc = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
    resolved result;
    if (rc == 0) {
        for (const addrinfo* a = list; a != nullptr; a = a->ai_next) {
            auto text = address_of(a->ai_addr, a->ai_addrlen).text();
            if (!text.empty() &&
                std::find(result.addresses.begin(), result.addresses.end(), text) == result.addresses.end())
                result.addresses.push_back(std::move(text));
        }
        ::freeaddrinfo(list);
        if (result.addresses.empty()) result.error = "the name has no IPv4 or IPv6 address";
    } else if (rc == EAI_NONAME) {
        result.error = "no such name (neither in DNS nor in the hosts file)";
    } else if (rc == EAI_AGAIN) {
        result.error = "the DNS server did not answer, or reported a failure";
    } else if (rc == EAI_SYSTEM) {
        result.error = std::string("this host's resolver failed: ") + std::strerror(errno);
    } else {
        result.error = ::gai_strerror(rc);
    }
    return result;
}

} // namespace fairway
