#include "agent/local/proc_net.hpp"

#include "text/ip_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace fairway {

namespace {

// The kernel's TCP_LISTEN, and TCP_CLOSE, which it also gives to UDP sockets without a peer.
constexpr unsigned tcp_listening = 0x0a;
constexpr unsigned tcp_syn_received = 0x03;
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
    ip_address address;
    address.size = v6 ? 16 : 4;
    if (hex.size() != 2 * address.size) return "";
    for (std::size_t at = 0; at < address.size; at += 4) {
        const auto word = number<std::uint32_t>(hex.substr(2 * at, 8), 16);
        if (!word) return "";
        std::memcpy(address.bytes.data() + at, &*word, sizeof *word);
    }
    return to_string(address);
}

std::string_view next_field(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::string_view field = line.substr(0, line.find(' '));
    line.remove_prefix(field.size());
    return field;
}

using fields = std::array<std::string_view, 10>; // sl local remote st tx:rx tr:when retrnsmt uid timeout inode

fields split(std::string_view line) {
    fields field;
    for (auto& f : field)
        f = next_field(line);
    return field;
}

/// "0100007F:0016"; port 0 on anything else.
std::pair<std::string, std::uint16_t> endpoint(std::string_view text, bool v6) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto port = number<std::uint16_t>(text.substr(std::min(colon + 1, text.size())), 16);
    std::string address = address_text(text.substr(0, colon), v6);
    if (!port || address.empty()) return {};
    return {std::move(address), *port};
}

std::optional<proc_socket> parse_line(std::string_view line, protocol p, bool v6) {
    const fields field = split(line);
    if (number<unsigned>(field[3], 16) != (p == protocol::tcp ? tcp_listening : udp_unconnected)) return std::nullopt;

    auto [address, port] = endpoint(field[1], v6);
    const auto uid = number<std::uint32_t>(field[7], 10);
    const auto inode = number<std::uint64_t>(field[9], 10);
    if (port == 0 || !uid || !inode) return std::nullopt;
    return proc_socket{p, std::move(address), port, *uid, *inode};
}

std::optional<proc_handshake> parse_handshake(std::string_view line, bool v6) {
    const fields field = split(line);
    if (number<unsigned>(field[3], 16) != tcp_syn_received) return std::nullopt;
    auto [here, port] = endpoint(field[1], v6);
    auto [there, their_port] = endpoint(field[2], v6);
    if (port == 0 || their_port == 0) return std::nullopt;
    return proc_handshake{std::move(here), port, std::move(there)};
}

/// What `parse` makes of each line. The heading does not parse, so it needs no exception.
template <class T, class Parse>
std::vector<T> parse_lines(std::string_view text, Parse parse) {
    std::vector<T> all;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (auto one = parse(text.substr(0, end))) all.push_back(std::move(*one));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

} // namespace

std::vector<proc_socket> parse_proc_net(std::string_view text, protocol p, bool v6) {
    return parse_lines<proc_socket>(text, [&](std::string_view line) { return parse_line(line, p, v6); });
}

std::vector<proc_handshake> parse_handshakes(std::string_view text, bool v6) {
    return parse_lines<proc_handshake>(text, [&](std::string_view line) { return parse_handshake(line, v6); });
}

} // namespace fairway
