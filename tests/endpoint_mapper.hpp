#pragma once

#include "probes/wire/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::test {

// What an endpoint mapper answers, written from C706 §12.6.4, §14.3 and appendix I and O.

inline std::string rpc_pdu(std::uint8_t type, std::uint32_t call, const std::string& body, std::uint8_t flags = 3) {
    std::string out{"\x05\0", 2};
    out += static_cast<char>(type);
    out += static_cast<char>(flags);
    out += std::string("\x10\0\0\0", 4);
    wire::put_u16_le(out, static_cast<std::uint16_t>(16 + body.size()));
    wire::put_u16_le(out, 0);
    wire::put_u32_le(out, call);
    return out + body;
}

inline std::string rpc_bind_ack(std::uint32_t call) {
    std::string body;
    wire::put_u16_le(body, 5840);
    wire::put_u16_le(body, 5840);
    wire::put_u32_le(body, 0x1234);
    wire::put_u16_le(body, 4);
    body += std::string("135\0\0\0", 6); // with what aligns it
    wire::put_u32_le(body, 1);
    wire::put_u32_le(body, 0); // accepted
    body += "\x04\x5d\x88\x8a\xeb\x1c\xc9\x11\x9f\xe8";
    body += std::string("\x08\0\x2b\x10\x48\x60\x02\0\0\0", 10);
    return rpc_pdu(12, call, body);
}

inline std::string rpc_fault(std::uint32_t call, std::uint32_t status) {
    std::string body(8, '\0');
    wire::put_u32_le(body, status);
    return rpc_pdu(3, call, body + std::string(4, '\0'));
}

inline std::string rpc_response(std::uint32_t call, const std::string& results, std::uint8_t flags = 3) {
    return rpc_pdu(2, call, std::string(8, '\0') + results, flags);
}

/// A server of an interface; `transport`: 7 is TCP, 8 UDP, 0x1f HTTP.
struct rpc_server {
    std::uint16_t port;
    std::string address = std::string(4, '\0'); ///< four bytes
    std::uint8_t transport = 7;
    std::string annotation = {};
};

inline std::string rpc_tower(const rpc_server& s) {
    std::string t;
    const auto floor = [&](const std::string& left, const std::string& right) {
        wire::put_u16_le(t, static_cast<std::uint16_t>(left.size()));
        t += left;
        wire::put_u16_le(t, static_cast<std::uint16_t>(right.size()));
        t += right;
    };
    wire::put_u16_le(t, 5);
    // 12345778-1234-abcd-ef00-0123456789ac, version 1.2
    floor(std::string("\x0d\x78\x57\x34\x12\x34\x12\xcd\xab\xef\0\x01\x23\x45\x67\x89\xac\x01\0", 19),
          std::string("\x02\0", 2));
    floor(std::string("\x0d\x04\x5d\x88\x8a\xeb\x1c\xc9\x11\x9f\xe8\x08\0\x2b\x10\x48\x60\x02\0", 19),
          std::string(2, '\0'));
    floor("\x0b", std::string(2, '\0'));
    floor(std::string(1, static_cast<char>(s.transport)),
          {static_cast<char>(s.port >> 8), static_cast<char>(s.port & 0xff)});
    floor("\x09", s.address);
    return t;
}

/// The results of ept_lookup. `goes_on`: the list does.
inline std::string rpc_entries(const std::vector<rpc_server>& servers, bool goes_on = false, std::uint32_t status = 0) {
    const auto align = [](std::string& out) { out.append((4 - out.size() % 4) % 4, '\0'); };
    std::string out(4, '\0');
    out += goes_on ? std::string("a context handle") : std::string(16, '\0');
    const auto number = static_cast<std::uint32_t>(servers.size());
    wire::put_u32_le(out, number);
    wire::put_u32_le(out, 500);
    wire::put_u32_le(out, 0);
    wire::put_u32_le(out, number);
    std::uint32_t pointer = 3;
    for (const auto& s : servers) {
        out.append(16, '\0');
        wire::put_u32_le(out, pointer++);
        wire::put_u32_le(out, 0);
        wire::put_u32_le(out, static_cast<std::uint32_t>(s.annotation.size() + 1));
        out += s.annotation;
        out += '\0';
        align(out);
    }
    for (const auto& s : servers) {
        const auto tower = rpc_tower(s);
        wire::put_u32_le(out, static_cast<std::uint32_t>(tower.size()));
        wire::put_u32_le(out, static_cast<std::uint32_t>(tower.size()));
        out += tower;
        align(out);
    }
    wire::put_u32_le(out, status);
    return out;
}

} // namespace fairway::test
