#include "agent/local/proc_net.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>

namespace fairway {

namespace {

// The kernel's TCP_LISTEN, and TCP_CLOSE, which it also gives to UDP sockets without a peer.
constexpr unsigned tcp_listening = 0x0a;
constexpr unsigned udp_unconnected = 0x07;

template <class T>
std::optional<T> number(std::string_view text, int base) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Each 32-bit word is printed as a number of this machine's byte order.
std::string address_text(std::string_view hex, bool v6) {
    std::array<std::uint32_t, 4> words{};
    const std::size_t count = v6 ? 4 : 1;
    if (hex.size() != 8 * count) return "";
    for (std::size_t i = 0; i < count; ++i) {
        const auto word = number<std::uint32_t>(hex.substr(8 * i, 8), 16);
        if (!word) return "";
        words[i] = *word;
    }
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(v6 ? AF_INET6 : AF_INET, words.data(), text, sizeof text);
    return text;
}

std::string_view next_field(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::string_view field = line.substr(0, line.find(' '));
    line.remove_prefix(field.size());
    return field;
}

std::optional<proc_socket> parse_line(std::string_view line, protocol p, bool v6) {
    std::array<std::string_view, 10> field; // sl local remote st tx:rx tr:when retrnsmt uid timeout inode
    for (auto& f : field)
        f = next_field(line);
    if (number<unsigned>(field[3], 16) != (p == protocol::tcp ? tcp_listening : udp_unconnected)) return std::nullopt;

    const std::size_t colon = field[1].find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = number<std::uint16_t>(field[1].substr(colon + 1), 16);
    const auto uid = number<std::uint32_t>(field[7], 10);
    const auto inode = number<std::uint64_t>(field[9], 10);
    std::string address = address_text(field[1].substr(0, colon), v6);
    if (!port || *port == 0 || !uid || !inode || address.empty()) return std::nullopt;
    return proc_socket{p, std::move(address), *port, *uid, *inode};
}

} // namespace

std::vector<proc_socket> parse_proc_net(std::string_view text, protocol p, bool v6) {
    std::vector<proc_socket> sockets;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        // The heading does not parse, so it needs no exception.
        if (auto s = parse_line(text.substr(0, end), p, v6)) sockets.push_back(std::move(*s));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return sockets;
}

} // namespace fairway
