#include "probes/wire/ntp.hpp"

#include "probes/wire/bytes.hpp"

namespace fairway::wire {

namespace {

constexpr std::size_t ntp_header = 48;
constexpr std::uint8_t version_4 = 4, client = 3, server = 4;
constexpr unsigned unsynchronized = 3, last_stratum = 16;

std::string timestamp(std::uint64_t value) {
    std::string out;
    put_u32(out, static_cast<std::uint32_t>(value >> 32));
    put_u32(out, static_cast<std::uint32_t>(value & 0xffffffff));
    return out;
}

} // namespace

std::string ntp_request(std::uint64_t cookie) {
    std::string out;
    put_u8(out, version_4 << 3 | client);
    out.append(ntp_header - 8 - out.size(), 0);
    return out + timestamp(cookie);
}

bool looks_like_ntp(std::string_view datagram) {
    // Behind the header: extension fields and a digest, in words (§7.5).
    if (datagram.size() < ntp_header || datagram.size() % 4 != 0) return false;
    const unsigned first = static_cast<unsigned char>(datagram[0]), version = first >> 3 & 7U;
    return (first & 7U) == server && version >= 1 && version <= version_4 &&
           static_cast<unsigned char>(datagram[1]) <= last_stratum;
}

std::optional<ntp_answer> decode_ntp_answer(std::string_view answer, std::uint64_t cookie) {
    if (!looks_like_ntp(answer) || answer.substr(24, 8) != timestamp(cookie)) return std::nullopt;
    ntp_answer a;
    const unsigned first = static_cast<unsigned char>(answer[0]);
    a.version = first >> 3 & 7U;
    a.stratum = static_cast<unsigned char>(answer[1]);
    a.synchronized = first >> 6 != unsynchronized && a.stratum > 0 && a.stratum < last_stratum;
    if (a.stratum == 0)
        for (const char c : answer.substr(12, 4))
            if (c > 0x20 && c < 0x7f) a.kiss_code += c;
    return a;
}

} // namespace fairway::wire
