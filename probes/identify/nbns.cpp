#include "probes/wire/nbns.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

std::uint16_t id(const context& c) {
    return static_cast<std::uint16_t>(c.cookie);
}

std::string request(const context& c) {
    return wire::nbns_status_request(id(c));
}

reply read(const context& c, std::string_view received) {
    if (!wire::is_nbns_answer(received, id(c))) return wrong(looks_like(received));
    return confirmed("NetBIOS name service");
}

} // namespace

constinit const exchange nbns{request, read};

} // namespace fairway::identify
