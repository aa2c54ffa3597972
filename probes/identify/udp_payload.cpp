#include "probes/identify/udp_payload.hpp"

#include "probes/wire/dns.hpp"
#include "probes/wire/nbns.hpp"
#include "probes/wire/netbios_datagram.hpp"

#include <random>

namespace fairway {

udp_exchange udp_exchange_for(std::uint16_t port) {
    const auto id = static_cast<std::uint16_t>(std::random_device{}());
    switch (port) {
    case 53: {
        // The root's name servers: every server knows them or refuses, and nothing about this site leaves with it.
        const std::string query = wire::dns_query(id, {".", wire::dns_type::ns}).value();
        return {query, [query](std::string_view answer) { return wire::is_dns_answer(answer, query); }};
    }
    case 137:
        return {wire::nbns_status_request(id),
                [id](std::string_view answer) { return wire::is_nbns_answer(answer, id); }};
    case 138:
        // The source address is known only once the socket is connected; zeros are what an unconfigured node sends.
        return {wire::netbios_datagram_query(id, {}),
                [id](std::string_view answer) { return wire::is_netbios_datagram_answer(answer, id); }};
    default: return {"", [](std::string_view) { return true; }};
    }
}

} // namespace fairway
