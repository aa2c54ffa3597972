#include "probes/wire/kerberos.hpp"

#include "probes/wire/ascii.hpp"
#include "probes/wire/ber.hpp"
#include "probes/wire/bytes.hpp"

namespace fairway::wire {

namespace {

constexpr std::uint8_t generalized_time = 0x18, general_string = 0x1b, bit_string = 0x03;
// [APPLICATION 10], 11 and 30
constexpr std::uint8_t as_req = 0x6a, as_rep = 0x6b, krb_error = 0x7e;
constexpr std::uint8_t protocol_version = 5;
constexpr std::uint8_t msg_as_req = 10, msg_as_rep = 11, msg_error = 30;
constexpr std::uint8_t name_principal = 1, name_instance = 2; // RFC 4120 §6.2
constexpr std::size_t longest_kerberos_message = 16 * 1024;

std::uint8_t field(unsigned number) {
    return static_cast<std::uint8_t>(0xa0 | number);
}

std::string element(std::uint8_t tag, std::string_view content) {
    std::string out;
    put_ber(out, tag, content);
    return out;
}

std::string der_integer(std::uint8_t number) {
    return element(ber_tag::integer, std::string(1, static_cast<char>(number)));
}

std::string principal(std::uint8_t type, std::string_view first, std::string_view second = {}) {
    std::string parts = element(general_string, first);
    if (!second.empty()) parts += element(general_string, second);
    return element(ber_tag::sequence,
                   element(field(0), der_integer(type)) + element(field(1), element(ber_tag::sequence, parts)));
}

/// The single element inside a field.
std::optional<std::string_view> inside(std::string_view content, std::uint8_t tag) {
    const auto found = next_ber(content);
    if (!found || found->tag != tag || !content.empty()) return std::nullopt;
    return found->content;
}

bool is_number(std::string_view content, std::uint32_t wanted) {
    const auto number = inside(content, ber_tag::integer);
    return number && ber_number(*number) == wanted;
}

/// What an answer must have, and what of it is told.
struct fields_read {
    bool version = false, type = false, code = false, realm = false, name = false;
};

bool read_fields(std::string_view rest, bool is_error, std::string_view token, kerberos_answer& answer) {
    fields_read had;
    const unsigned realm = is_error ? 9 : 3, name = is_error ? 10 : 4;
    for (unsigned before = 0; !rest.empty();) {
        const auto f = next_ber(rest);
        if (!f || (f->tag & 0xe0) != 0xa0) return false;
        const unsigned number = f->tag & 0x1fU;
        if (number < before) return false;
        before = number + 1;
        if (number == 0) had.version = is_number(f->content, protocol_version);
        if (number == 1) had.type = is_number(f->content, is_error ? msg_error : msg_as_rep);
        if (number == 6 && is_error) {
            const auto code = inside(f->content, ber_tag::integer);
            answer.error = code ? ber_number(*code) : std::nullopt;
            had.code = answer.error.has_value();
        }
        if (number == realm) {
            const auto text = inside(f->content, general_string);
            if (!text) return false;
            answer.realm = std::string(*text);
            had.realm = true;
        }
        if (number == name) had.name = inside(f->content, ber_tag::sequence).has_value();
        // Which of the names a server repeats is its own choice: crealm, cname, realm or sname.
        const bool is_name = is_error ? number >= 7 && number <= 10 : number == 3 || number == 4;
        answer.repeats = answer.repeats || (is_name && has_word(f->content, token));
    }
    return had.version && had.type && had.realm && had.name && (had.code || !is_error);
}

} // namespace

std::string kerberos_as_request(std::string_view token) {
    const std::string realm = "FAIRWAY-" + std::string(token) + ".INVALID"; // RFC 2606: no domain, and so no realm
    const std::string etypes = der_integer(18) + der_integer(17) + der_integer(23);      // RFC 3962, RFC 4757
    const std::string body = element(field(0), element(bit_string, std::string(5, 0))) + // no options
                             element(field(1), principal(name_principal, "fairway-" + std::string(token))) +
                             element(field(2), element(general_string, realm)) +
                             element(field(3), principal(name_instance, "krbtgt", realm)) +
                             element(field(5), element(generalized_time, "20370913024805Z")) +
                             element(field(7), der_integer(1)) + // the nonce: only a ticket would repeat it
                             element(field(8), element(ber_tag::sequence, etypes));
    return element(as_req, element(ber_tag::sequence, element(field(1), der_integer(protocol_version)) +
                                                          element(field(2), der_integer(msg_as_req)) +
                                                          element(field(4), element(ber_tag::sequence, body))));
}

std::string kerberos_over_tcp(std::string_view message) {
    std::string out;
    put_u32(out, static_cast<std::uint32_t>(message.size()));
    return out.append(message);
}

std::optional<kerberos_answer> decode_kerberos(std::string_view message, std::string_view token) {
    kerberos_answer answer;
    const auto whole = next_ber(message);
    if (!whole || !message.empty() || (whole->tag != krb_error && whole->tag != as_rep)) return std::nullopt;
    const auto fields = inside(whole->content, ber_tag::sequence);
    if (!fields || !read_fields(*fields, whole->tag == krb_error, token, answer)) return std::nullopt;
    return answer;
}

decoded<kerberos_answer> decode_kerberos_over_tcp(std::string_view received, std::string_view token) {
    stream_reader in(received);
    const std::size_t length = in.u32();
    in.require(length >= 2 && length <= longest_kerberos_message);
    const std::size_t begin = in.at();
    const std::uint8_t tag = in.u8();
    in.require(tag == krb_error || tag == as_rep);
    const std::size_t content = read_ber_length(in);
    in.require(begin + length == in.at() + content);
    in.take(content);
    if (!in.ok()) return in.result(kerberos_answer{});
    const auto answer = decode_kerberos(received.substr(begin, length), token);
    if (!answer) return malformed{};
    return *answer;
}

} // namespace fairway::wire
