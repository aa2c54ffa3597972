#include "probes/responder/doors.hpp"

#include "probes/net/door.hpp"

namespace fairway {

namespace errc = boost::system::errc;

doors::doors(boost::asio::io_context& loop, const responder_options& options)
    : loop_(loop), own_addresses_(options.own_addresses), everywhere_(options.addresses.empty()) {
    const std::vector<std::string> wildcards{"0.0.0.0", "::"};
    for (const protocol p : {protocol::tcp, protocol::udp}) {
        const auto& anywhere = p == protocol::udp && !datagrams_tell_destination() ? options.own_addresses : wildcards;
        for (const std::uint16_t port : expand(p == protocol::tcp ? options.tcp : options.udp))
            for (const auto& address : everywhere_ ? anywhere : options.addresses)
                bind_one(p, address, port);
    }
}

void doors::bind_one(protocol p, const std::string& address, std::uint16_t port) {
    const auto error = open(p, address, port);
    if (!error) return;
    // No IPv6 here (or no IPv4): nothing that a port could be reached by.
    if (everywhere_ && (error == errc::address_family_not_supported || error == errc::address_not_available)) return;
    if (everywhere_ && error == errc::address_in_use)
        for (const auto& own : own_addresses_)
            if ((own.find(':') != std::string::npos) == (address == "::")) open(p, own, port);
    left_out_.push_back({p, port, address, error});
}

boost::system::error_code doors::open(protocol p, const std::string& address, std::uint16_t port) {
    auto here = parse_address(address);
    if (!here) return errc::make_error_code(errc::invalid_argument);
    here->set_port(port);
    const auto bound = p == protocol::tcp ? listen_on(*here) : bind_datagrams(*here);
    if (bound.socket != no_socket) all_.emplace_back(loop_, bound.socket, open_door{p, port, address});
    return bound.error;
}

std::vector<open_door> doors::where() const {
    std::vector<open_door> places;
    for (const auto& d : all_)
        places.push_back(d.where);
    return places;
}

} // namespace fairway
