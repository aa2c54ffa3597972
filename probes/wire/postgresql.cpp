#include "probes/wire/postgresql.hpp"

#include "probes/wire/bytes.hpp"

namespace fairway::wire {

namespace {

constexpr std::uint32_t ssl_request_code = 80877103;
constexpr std::uint32_t longest_error_response = 8 * 1024;

} // namespace

std::string postgresql_ssl_request() {
    std::string out;
    put_u32(out, 8); // the length, itself included
    put_u32(out, ssl_request_code);
    return out;
}

decoded<postgresql_answer> decode_postgresql_answer(std::string_view received) {
    using kind = postgresql_answer::kind;
    // What the server says after it would be in TLS, or wait for our next word.
    if (received == "S") return postgresql_answer{kind::tls, {}, {}};
    if (received == "N") return postgresql_answer{kind::no_tls, {}, {}};
    postgresql_answer answer{kind::error, {}, {}};
    stream_reader in(received);
    in.expect("E");
    const std::uint32_t length = in.u32();
    in.require(length > 5 && length <= longest_error_response);
    std::string_view fields = in.take(length - 4);
    if (!in.ok()) return in.result(answer);
    // Each is a letter and a text that a zero ends; a zero in place of a letter ends them all.
    while (fields.size() > 1) {
        const std::size_t end = fields.find('\0');
        if (end == std::string_view::npos || end == 0) return malformed{};
        if (fields[0] == 'C') answer.code = fields.substr(1, end - 1);
        if (fields[0] == 'M') answer.message = fields.substr(1, end - 1);
        fields.remove_prefix(end + 1);
    }
    if (fields != std::string_view("\0", 1) || answer.code.size() != 5 || answer.message.empty()) return malformed{};
    return answer;
}

} // namespace fairway::wire
