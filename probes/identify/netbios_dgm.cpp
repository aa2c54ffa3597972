#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/netbios_datagram.hpp"

namespace fairway::identify {

namespace {

std::uint16_t datagram_id(const context& c) {
    return static_cast<std::uint16_t>(c.cookie);
}

std::string netbios_dgm_request(const context& c) {
    // The source address is known only once the socket is connected; zeros are what an unconfigured node sends.
    return wire::netbios_datagram_query(datagram_id(c), {});
}

reply read_netbios_dgm(const context& c, std::string_view received) {
    if (!wire::is_netbios_datagram_answer(received, datagram_id(c))) return wrong(looks_like(received));
    return confirmed("NetBIOS datagram service");
}

} // namespace

constinit const exchange netbios_dgm{netbios_dgm_request, read_netbios_dgm};

} // namespace fairway::identify
