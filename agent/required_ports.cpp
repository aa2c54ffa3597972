#include "agent/required_ports.hpp"

namespace fairway {

required_ports ports_others_need(const plan& p) {
    required_ports all;
    for (const auto& in : p.inbounds) {
        port_list& of = in.flow->protocol == protocol::tcp ? all.tcp : all.udp;
        of.insert(of.end(), in.ports.begin(), in.ports.end());
    }
    return {normalize(std::move(all.tcp)), normalize(std::move(all.udp))};
}

} // namespace fairway
