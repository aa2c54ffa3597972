#include "probes/wire/hello.hpp"

#include "probes/wire/bytes.hpp"
#include "text/ip_address.hpp"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <stdexcept>

namespace fairway::wire {

namespace {

constexpr std::string_view hello_magic = "FAIRWAY?";
constexpr std::size_t mac_size = 32;
constexpr std::size_t signed_size = hello_size - mac_size;
constexpr std::size_t address_size = 16;

constexpr std::uint8_t wants_half_open = 1;              // of a hello
constexpr std::uint8_t half_open_known = 1, are_cut = 2; // of an answer

// IANA's protocol numbers.
constexpr std::uint8_t tcp_number = 6, udp_number = 17;

std::string mac_of(std::string_view bytes, const site_key& key) {
    std::string mac(mac_size, '\0');
    unsigned size = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    if (::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), data, bytes.size(),
               reinterpret_cast<unsigned char*>(mac.data()), &size) == nullptr ||
        size != mac_size)
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA256");
    return mac;
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Fills `out` up and signs it; `before` is signed with it.
std::string sealed(std::string out, std::string_view before, const site_key& key) {
    out.resize(signed_size, '\0');
    return out + mac_of(std::string(before) + out, key);
}

void put_endpoint(std::string& out, const hello_endpoint& e) {
    // A zone is this machine's own name for a link: nobody else needs it.
    const auto address = parse_ip_address(std::string_view(e.address).substr(0, e.address.find('%')));
    const auto bytes = mapped(address.value_or(ip_address())).bytes;
    out.append(bytes.begin(), bytes.end());
    put_u16(out, e.port);
}

hello_endpoint take_endpoint(byte_reader& in) {
    const auto address = ip_address_of_bytes(in.take(address_size));
    const std::uint16_t port = in.u16();
    return {address ? to_string(unmapped(*address)) : "", port};
}

/// A list as normalize() leaves it, or nothing.
std::optional<port_list> take_ports(byte_reader& in, std::size_t count) {
    port_list ports;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint16_t first = in.u16(), last = in.u16();
        const unsigned next = ports.empty() ? 1 : ports.back().last + 2u;
        if (!in.ok() || first < next || last < first) return std::nullopt;
        ports.push_back({first, last});
    }
    return ports;
}

bool all_zero(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

} // namespace

std::string encode_hello(const hello& h, const site_key& key) {
    std::string out(hello_magic);
    put_u8(out, h.wants_half_open ? wants_half_open : 0);
    put_u8(out, h.protocol == protocol::tcp ? tcp_number : udp_number);
    put_u16(out, h.port);
    out.append(h.nonce.begin(), h.nonce.end());
    const auto time = static_cast<std::uint64_t>(h.time);
    put_u32(out, static_cast<std::uint32_t>(time >> 32));
    put_u32(out, static_cast<std::uint32_t>(time & 0xffffffff));
    return sealed(std::move(out), {}, key);
}

std::optional<hello> decode_hello(std::string_view bytes) {
    if (bytes.size() != hello_size) return std::nullopt;
    byte_reader in(bytes.substr(0, signed_size));
    if (in.take(hello_magic.size()) != hello_magic) return std::nullopt;
    hello h;
    const std::uint8_t flags = in.u8(), protocol_number = in.u8();
    h.port = in.u16();
    const std::string_view nonce = in.take(nonce_size);
    const std::uint64_t high = in.u32();
    h.time = static_cast<std::int64_t>(high << 32 | in.u32());
    if (!in.ok() || flags > wants_half_open || h.port == 0 || h.time < 0) return std::nullopt;
    if (protocol_number != tcp_number && protocol_number != udp_number) return std::nullopt;
    if (!all_zero(in.take(signed_size - in.at()))) return std::nullopt;
    std::copy(nonce.begin(), nonce.end(), h.nonce.begin());
    h.protocol = protocol_number == tcp_number ? protocol::tcp : protocol::udp;
    h.wants_half_open = flags == wants_half_open;
    return h;
}

bool is_signed(std::string_view hello, const site_key& key) {
    return hello.size() == hello_size && same(mac_of(hello.substr(0, signed_size), key), hello.substr(signed_size));
}

std::string encode_answer(const hello_answer& a, std::string_view hello, const site_key& key) {
    std::string lists;
    std::array<std::uint16_t, 3> counts{};
    bool cut = a.cut;
    const port_list none;
    const std::array<const port_list*, 3> all{&a.tcp, &a.udp, a.half_open ? &*a.half_open : &none};
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const auto& range : *all[i]) {
            if (lists.size() / 4 == most_hello_ranges) {
                cut = true;
                break;
            }
            put_u16(lists, range.first);
            put_u16(lists, range.last);
            ++counts[i];
        }
    std::string out(answer_magic);
    put_u8(out, static_cast<std::uint8_t>((a.half_open ? half_open_known : 0) | (cut ? are_cut : 0)));
    put_endpoint(out, a.asker);
    put_endpoint(out, a.here);
    for (const auto count : counts)
        put_u16(out, count);
    return sign_answer(out + lists, hello, key);
}

std::string sign_answer(std::string body, std::string_view hello, const site_key& key) {
    return sealed(std::move(body), hello, key);
}

std::optional<hello_answer> decode_answer(std::string_view bytes, std::string_view hello, const site_key& key) {
    if (bytes.size() != hello_size || hello.size() != hello_size) return std::nullopt;
    const std::string_view body = bytes.substr(0, signed_size);
    if (!same(mac_of(std::string(hello) + std::string(body), key), bytes.substr(signed_size))) return std::nullopt;

    byte_reader in(body);
    if (in.take(answer_magic.size()) != answer_magic) return std::nullopt;
    const std::uint8_t flags = in.u8();
    if (flags > (half_open_known | are_cut)) return std::nullopt;
    hello_answer a;
    a.asker = take_endpoint(in);
    a.here = take_endpoint(in);
    const std::size_t tcp = in.u16(), udp = in.u16(), half_open = in.u16();
    auto tcp_ports = take_ports(in, tcp);
    auto udp_ports = take_ports(in, udp);
    auto half_open_ports = take_ports(in, half_open);
    if (!in.ok() || !all_zero(body.substr(in.at())) || !tcp_ports || !udp_ports || !half_open_ports)
        return std::nullopt;
    a.tcp = std::move(*tcp_ports);
    a.udp = std::move(*udp_ports);
    if ((flags & half_open_known) != 0) a.half_open = std::move(*half_open_ports);
    a.cut = (flags & are_cut) != 0;
    return a;
}

} // namespace fairway::wire
