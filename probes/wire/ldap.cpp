#include "probes/wire/ldap.hpp"

#include "probes/wire/ascii.hpp"
#include "probes/wire/ber.hpp"

namespace fairway::wire {

namespace {

// Tags of protocolOp and what else there is of RFC 4511's own.
constexpr std::uint8_t search_request = 0x63;
constexpr std::uint8_t search_entry = 0x64;
constexpr std::uint8_t search_done = 0x65;
constexpr std::uint8_t search_reference = 0x73;
constexpr std::uint8_t extended_response = 0x78;
constexpr std::uint8_t filter_present = 0x87;
constexpr std::uint8_t response_name = 0x8a;
constexpr std::uint8_t controls = 0xa0;

constexpr std::string_view supported_version = "supportedLDAPVersion";
constexpr std::string_view notice_of_disconnection = "1.3.6.1.4.1.1466.20036";
constexpr std::size_t longest_ldap_message = 32 * 1024; // some servers give the whole root DSE, whatever was asked
constexpr std::size_t most_versions = 8;

bool read_entry(std::string_view op, ldap_answer& answer) {
    const auto name = next_ber(op);
    const auto attributes = next_ber(op);
    if (!name || name->tag != ber_tag::octet_string || !attributes || attributes->tag != ber_tag::sequence)
        return false;
    for (std::string_view rest = attributes->content; !rest.empty();) {
        const auto attribute = next_ber(rest);
        if (!attribute || attribute->tag != ber_tag::sequence) return false;
        std::string_view parts = attribute->content;
        const auto type = next_ber(parts);
        const auto values = next_ber(parts);
        if (!type || type->tag != ber_tag::octet_string || !values || values->tag != ber_tag::set) return false;
        if (!same_word(type->content, supported_version)) continue;
        for (std::string_view left = values->content; !left.empty();) {
            const auto value = next_ber(left);
            if (!value || value->tag != ber_tag::octet_string) return false;
            if (answer.versions.size() < most_versions) answer.versions.emplace_back(value->content);
        }
    }
    return true;
}

/// LDAPResult; `op` is left behind its fixed part.
bool read_result(std::string_view& op, ldap_answer& answer) {
    const auto code = next_ber(op);
    const auto matched = next_ber(op);
    const auto message = next_ber(op);
    if (!code || code->tag != ber_tag::enumerated) return false;
    if (!matched || matched->tag != ber_tag::octet_string) return false;
    if (!message || message->tag != ber_tag::octet_string) return false;
    const auto number = ber_number(code->content);
    if (!number) return false;
    answer.result = *number;
    return true;
}

bool read_operation(std::uint8_t tag, std::string_view op, ldap_answer& answer) {
    switch (tag) {
    case search_entry: answer.said = ldap_answer::kind::entry; return read_entry(op, answer);
    case search_reference: {
        answer.said = ldap_answer::kind::reference;
        const auto uri = next_ber(op);
        return uri && uri->tag == ber_tag::octet_string;
    }
    case search_done: answer.said = ldap_answer::kind::done; return read_result(op, answer);
    default: // extended_response: only the notice comes unasked
        answer.said = ldap_answer::kind::disconnection;
        if (!read_result(op, answer)) return false;
        while (const auto element = next_ber(op))
            if (element->tag == response_name) return element->content == notice_of_disconnection;
        return false;
    }
}

} // namespace

std::string ldap_root_dse_search(std::uint8_t message_id) {
    std::string attributes;
    put_ber(attributes, ber_tag::octet_string, supported_version);
    std::string op;
    put_ber(op, ber_tag::octet_string, "");              // base: the root
    put_ber(op, ber_tag::enumerated, std::string(1, 0)); // scope: base object
    put_ber(op, ber_tag::enumerated, std::string(1, 0)); // aliases are not followed
    put_ber(op, ber_tag::integer, std::string(1, 1));    // one entry
    put_ber(op, ber_tag::integer, std::string(1, 3));    // seconds
    put_ber(op, ber_tag::boolean, std::string(1, 0));    // values too
    put_ber(op, filter_present, "objectClass");
    put_ber(op, ber_tag::sequence, attributes);
    std::string message;
    put_ber(message, ber_tag::integer, std::string(1, static_cast<char>(message_id)));
    put_ber(message, search_request, op);
    std::string out;
    put_ber(out, ber_tag::sequence, message);
    return out;
}

decoded<ldap_answer> decode_ldap_answer(std::string_view received, std::uint8_t message_id) {
    ldap_answer answer;
    stream_reader in(received);
    in.require(in.u8() == ber_tag::sequence);
    const std::size_t length = read_ber_length(in);
    in.require(length <= longest_ldap_message);
    in.limit(length);

    in.require(in.u8() == ber_tag::integer);
    const std::size_t id_size = read_ber_length(in);
    in.require(id_size >= 1 && id_size <= 4);
    const auto id = ber_number(in.take(id_size));
    const std::uint8_t tag = in.u8();
    const bool unasked = tag == extended_response;
    in.require(unasked || tag == search_entry || tag == search_done || tag == search_reference);
    in.require(id == (unasked ? 0U : message_id));
    const std::string_view op = in.take(read_ber_length(in));
    std::string_view behind = in.take_rest();
    if (!in.ok()) return in.result(answer);

    if (!read_operation(tag, op, answer)) return malformed{};
    if (!behind.empty()) {
        const auto more = next_ber(behind);
        if (!more || more->tag != controls || !behind.empty()) return malformed{};
    }
    return answer;
}

} // namespace fairway::wire
