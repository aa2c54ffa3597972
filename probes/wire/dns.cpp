#include "probes/wire/dns.hpp"

#include "probes/wire/domain_name.hpp"

#include <algorithm>

namespace fairway::wire {

namespace {

constexpr std::uint16_t flag_qr = 0x8000;
constexpr std::uint16_t flags_opcode = 0x7800;
constexpr std::uint16_t flag_aa = 0x0400;
constexpr std::uint16_t flag_tc = 0x0200;
constexpr std::uint16_t flag_rd = 0x0100;
constexpr std::uint16_t flag_ra = 0x0080;
constexpr std::uint16_t flags_rcode = 0x000f;

struct header { // RFC 1035 §4.1.1
    std::uint16_t id, flags, questions, answers;
};

header read_header(byte_reader& in) {
    header h{};
    h.id = in.u16();
    h.flags = in.u16();
    h.questions = in.u16();
    h.answers = in.u16();
    in.u32(); // authority and additional records
    return h;
}

struct question {
    std::string name;
    std::uint16_t type = 0;
    std::uint16_t in_class = 0;
    bool operator==(const question&) const = default;
};

std::optional<question> read_question(std::string_view message, byte_reader& in) {
    auto name = decode_name(message, in);
    if (!name) return std::nullopt;
    // Names compare without regard to case (RFC 1035 §2.3.3), and only that of ASCII (RFC 4343).
    std::transform(name->begin(), name->end(), name->begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    question q{std::move(*name), in.u16(), in.u16()};
    if (!in.ok()) return std::nullopt;
    return q;
}

/// The answer's header, with `in` behind the question; nothing when it does not answer the query.
std::optional<header> match(std::string_view answer, std::string_view query, byte_reader& in) {
    byte_reader asked_in(query);
    const header asked = read_header(asked_in);
    const auto asked_question = read_question(query, asked_in);
    const header h = read_header(in);
    if (!in.ok() || !asked_question || h.id != asked.id) return std::nullopt;
    if ((h.flags & flag_qr) == 0 || (h.flags & flags_opcode) != 0) return std::nullopt;
    if (h.questions == 0) {
        if ((h.flags & flags_rcode) == 0) return std::nullopt;
        return h;
    }
    if (h.questions != 1 || read_question(answer, in) != asked_question) return std::nullopt;
    return h;
}

std::string ipv4_text(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        if (!text.empty()) text += '.';
        text += std::to_string(static_cast<unsigned char>(c));
    }
    return text;
}

std::string ipv6_text(std::string_view bytes) { // RFC 5952 §4: lower case, no leading zeros, the longest run as "::"
    unsigned group[8];
    byte_reader in(bytes);
    for (auto& g : group)
        g = in.u16();
    int run_at = -1, run_length = 1; // A single zero group is not shortened.
    for (int i = 0; i < 8;) {
        int end = i;
        while (end < 8 && group[end] == 0)
            ++end;
        if (end - i > run_length) {
            run_at = i;
            run_length = end - i;
        }
        i = end + 1;
    }
    std::string text;
    for (int i = 0; i < 8; ++i) {
        if (i == run_at) {
            text += "::";
            i += run_length - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        bool started = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            const unsigned digit = group[i] >> shift & 0xf;
            started = started || digit != 0 || shift == 0;
            if (started) text += "0123456789abcdef"[digit];
        }
    }
    return text;
}

std::optional<dns_record> read_record(std::string_view message, byte_reader& in) { // RFC 1035 §4.1.3
    dns_record record;
    auto name = decode_name(message, in);
    if (!name) return std::nullopt;
    record.name = std::move(*name);
    record.type = in.u16();
    record.in_class = in.u16();
    record.ttl = in.u32();
    const std::uint16_t length = in.u16();
    byte_reader data_in = in; // names in the data may point into the message
    const std::string_view data = in.take(length);
    if (!in.ok()) return std::nullopt;

    switch (record.type) {
    case dns_type::a:
        if (length != 4) return std::nullopt;
        record.data = ipv4_text(data);
        return record;
    case dns_type::aaaa:
        if (length != 16) return std::nullopt;
        record.data = ipv6_text(data);
        return record;
    case dns_type::cname:
    case dns_type::ns:
    case dns_type::ptr: {
        auto target = decode_name(message, data_in);
        if (!target || data_in.at() != in.at()) return std::nullopt;
        record.data = std::move(*target);
        return record;
    }
    default: record.data = data; return record;
    }
}

} // namespace

std::optional<std::string> dns_query(std::uint16_t id, const dns_question& question) {
    const auto name = encode_name(question.name);
    if (!name) return std::nullopt;
    std::string out;
    put_u16(out, id);
    put_u16(out, question.recursion ? flag_rd : 0);
    put_u16(out, 1);
    put_u16(out, 0);
    put_u16(out, 0);
    put_u16(out, 0);
    out += *name;
    put_u16(out, question.type);
    put_u16(out, question.in_class);
    return out;
}

bool is_dns_answer(std::string_view answer, std::string_view query) {
    byte_reader in(answer);
    return match(answer, query, in).has_value();
}

std::optional<dns_response> decode_dns_response(std::string_view answer, std::string_view query) {
    byte_reader in(answer);
    const auto h = match(answer, query, in);
    if (!h) return std::nullopt;
    dns_response response;
    response.authoritative = (h->flags & flag_aa) != 0;
    response.truncated = (h->flags & flag_tc) != 0;
    response.recursion_available = (h->flags & flag_ra) != 0;
    response.rcode = static_cast<std::uint8_t>(h->flags & flags_rcode);
    // The count is a stranger's word: each record takes at least 11 bytes, so the message itself is the bound.
    for (int i = 0; i < h->answers; ++i) {
        auto record = read_record(answer, in);
        if (!record) return std::nullopt;
        response.answers.push_back(std::move(*record));
    }
    return response;
}

} // namespace fairway::wire
