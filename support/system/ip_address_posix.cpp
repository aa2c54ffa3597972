#include "support/system/ip_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace fairway {

std::optional<ip_address> parse_ip_address(const std::string& text) {
    ip_address address;
    if (::inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) return address;
    address = {{}, 4};
    if (::inet_pton(AF_INET, text.c_str(), address.bytes.data()) == 1) return address;
    return std::nullopt;
}

std::string to_string(const ip_address& address) {
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(address.is_v4() ? AF_INET : AF_INET6, address.bytes.data(), text, sizeof text);
    return text;
}

} // namespace fairway
