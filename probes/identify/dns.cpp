#include "probes/identify/judge.hpp"
#include "probes/identify/protocols.hpp"
#include "probes/wire/dns_tcp.hpp"

namespace fairway::identify {

namespace {

// The root's name servers: every server knows them or refuses, and nothing about this site leaves with it.
std::string query() {
    constexpr std::uint16_t id = 0x4657;
    return wire::dns_query(id, {".", wire::dns_type::ns}).value();
}

std::string request(const context&) {
    return wire::dns_over_tcp(query());
}

std::string rcode_name(std::uint8_t rcode) { // RFC 6895 §2.3
    constexpr std::string_view names[] = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
    return rcode < std::size(names) ? std::string(names[rcode]) : "rcode " + std::to_string(rcode);
}

reply read(const context&, std::string_view received) {
    const std::string asked = query();
    return judge(wire::decode_dns_over_tcp(received, asked), received, [&](std::string_view message) {
        return confirmed("DNS, answers " + rcode_name(static_cast<std::uint8_t>(message[3] & 0xf)));
    });
}

} // namespace

constinit const protocol dns_protocol{"dns", false, request, read};

} // namespace fairway::identify
