#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/dns_tcp.hpp"

namespace fairway::identify {

namespace {

constexpr std::uint16_t id_over_tcp = 0x4657;

// The root's name servers: every server knows them or refuses, and nothing about this site leaves with it.
std::string query(std::uint16_t id) {
    return wire::dns_query(id, {".", wire::dns_type::ns}).value();
}

std::string rcode_name(std::uint8_t rcode) { // RFC 6895 §2.3
    constexpr std::string_view names[] = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
    return rcode < std::size(names) ? std::string(names[rcode]) : "rcode " + std::to_string(rcode);
}

reply answered(std::string_view message) {
    return confirmed("DNS, answers " + rcode_name(static_cast<std::uint8_t>(message[3] & 0xf)));
}

std::string request_over_tcp(const context&) {
    return wire::dns_over_tcp(query(id_over_tcp));
}

reply read_over_tcp(const context&, std::string_view received) {
    return judge(wire::decode_dns_over_tcp(received, query(id_over_tcp)), received, answered);
}

std::string request_over_udp(const context& c) {
    return query(static_cast<std::uint16_t>(c.cookie));
}

reply read_over_udp(const context& c, std::string_view received) {
    return wire::is_dns_answer(received, request_over_udp(c)) ? answered(received) : wrong(looks_like(received));
}

} // namespace

constinit const exchange dns_tcp{request_over_tcp, read_over_tcp};
constinit const exchange dns_udp{request_over_udp, read_over_udp};

} // namespace fairway::identify
