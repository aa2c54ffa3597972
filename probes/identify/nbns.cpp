#include "probes/wire/nbns.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

std::uint16_t nbns_id(const context& c) {
    return static_cast<std::uint16_t>(c.cookie);
}

std::string nbns_request(const context& c) {
    return wire::nbns_status_request(nbns_id(c));
}

reply read_nbns(const context& c, std::string_view received) {
    if (!wire::is_nbns_answer(received, nbns_id(c))) return wrong(looks_like(received));
    return confirmed("NetBIOS name service");
}

} // namespace

constinit const exchange nbns{nbns_request, read_nbns};

} // namespace fairway::identify
