#include "probes/wire/kerberos.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

/// Sixteen hexadecimal digits.
std::string kerberos_token(const context& c) {
    std::string token;
    for (int shift = 60; shift >= 0; shift -= 4)
        token += "0123456789ABCDEF"[c.cookie >> shift & 0xf];
    return token;
}

// RFC 4120 §7.5.9
constexpr std::uint32_t service_unavailable = 29;

std::string_view error_name(std::uint32_t error) {
    switch (error) {
    case 6: return " (unknown client)";
    case 7: return " (unknown server)";
    case 12: return " (policy)";
    case 25: return " (wants preauthentication)";
    case service_unavailable: return " (service unavailable)";
    case 52: return " (wants TCP)";
    case 60: return " (generic)";
    case 68: return " (wrong realm)";
    default: return "";
    }
}

std::string kerberos_words(const wire::kerberos_answer& answer) {
    // A realm of its own may stand in place of ours.
    std::string words = "Kerberos";
    if (!answer.realm.empty() && !answer.realm.starts_with("FAIRWAY-")) words += " of " + printable(answer.realm, 60);
    if (!answer.error) return words + ", answers with a ticket";
    return words + ", answers error " + std::to_string(*answer.error) + std::string(error_name(*answer.error));
}

std::string kerberos_request_over_tcp(const context& c) {
    return wire::kerberos_over_tcp(wire::kerberos_as_request(kerberos_token(c)));
}

reply read_kerberos_over_tcp(const context& c, std::string_view received) {
    return judge(wire::decode_kerberos_over_tcp(received, kerberos_token(c)), received,
                 [](const wire::kerberos_answer& answer) {
                     const std::string words = kerberos_words(answer);
                     return answer.error == service_unavailable ? refused(words) : confirmed(words);
                 });
}

std::string kerberos_request_over_udp(const context& c) {
    return wire::kerberos_as_request(kerberos_token(c));
}

reply read_kerberos_over_udp(const context& c, std::string_view received) {
    const auto answer = wire::decode_kerberos(received, kerberos_token(c));
    if (!answer || !answer->repeats) return wrong(looks_like(received));
    return confirmed(kerberos_words(*answer));
}

} // namespace

// Nobody's name in nobody's realm: a KDC answers that it knows neither, and no account has a failed login.
constinit const exchange kerberos_tcp{kerberos_request_over_tcp, read_kerberos_over_tcp};
constinit const exchange kerberos_udp{kerberos_request_over_udp, read_kerberos_over_udp};

} // namespace fairway::identify
