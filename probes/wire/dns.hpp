#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::wire {

/// TYPE values of RFC 1035 §3.2.2 and RFC 3596 §2.1.
namespace dns_type {
inline constexpr std::uint16_t a = 1;
inline constexpr std::uint16_t ns = 2;
inline constexpr std::uint16_t cname = 5;
inline constexpr std::uint16_t ptr = 12;
inline constexpr std::uint16_t aaaa = 28;
} // namespace dns_type

struct dns_question {
    std::string name; ///< "." is the root
    std::uint16_t type = dns_type::a;
    std::uint16_t in_class = 1; ///< IN
    bool recursion = true;      ///< Asks the server to find the answer itself (RD).
};

/// A query (RFC 1035 §4.1); nothing when the name cannot be sent.
std::optional<std::string> dns_query(std::uint16_t id, const dns_question& question);

struct dns_record {
    std::string name;
    std::uint16_t type = 0;
    std::uint16_t in_class = 0;
    std::uint32_t ttl = 0; ///< seconds
    std::string data;      ///< A, AAAA: the address in text; CNAME, NS, PTR: the name; else the bytes as they came.
};

struct dns_response {
    bool authoritative = false;
    bool truncated = false;
    bool recursion_available = false;
    std::uint8_t rcode = 0; ///< RFC 1035 §4.1.1: 0 no error, 2 server failure, 3 no such name, 5 refused
    std::vector<dns_record> answers;
};

/// Whether `answer` answers `query` (a message of dns_query) in form, whatever it says: same id, QR set, the question
/// repeated. A server that gave an error may leave the question out.
bool is_dns_answer(std::string_view answer, std::string_view query);

/// All of such an answer up to the end of its answer section; nothing when it is none or is malformed.
std::optional<dns_response> decode_dns_response(std::string_view answer, std::string_view query);

} // namespace fairway::wire
