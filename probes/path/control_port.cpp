#include "probes/path/control_port.hpp"

#include <algorithm>
#include <map>

namespace fairway {

std::uint32_t control_start(std::string_view address) {
    std::uint32_t hash = 2166136261u; // FNV-1a
    for (const char c : address)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash;
}

std::vector<std::uint16_t> control_ports(std::string_view address, const std::vector<std::uint16_t>& used) {
    const auto start = control_start(address);
    std::vector<std::uint16_t> ports; // two, as Windows gives such ports to clients
    for (unsigned n = 0; ports.size() < 2 && n < control_port_count; ++n) {
        const auto port = static_cast<std::uint16_t>(first_control_port + (start + n * 1663u) % control_port_count);
        if (std::find(used.begin(), used.end(), port) == used.end()) ports.push_back(port);
    }
    return ports;
}

std::vector<probe> control_packets(const std::vector<std::string>& addresses, const std::vector<bool>& skip,
                                   const std::vector<probe>& probes, const std::vector<observation>& seen) {
    std::vector<std::vector<std::uint16_t>> used(addresses.size());
    std::vector<bool> accepts(addresses.size());
    for (std::size_t i = 0; i < probes.size(); ++i) {
        if (probes[i].protocol != protocol::tcp) continue;
        used[probes[i].address].push_back(probes[i].port);
        if (seen[i].reason == reason::syn_ack) accepts[probes[i].address] = true;
    }
    std::vector<probe> controls;
    for (std::uint32_t a = 0; a < addresses.size(); ++a)
        if (!skip[a] && accepts[a])
            for (const auto port : control_ports(addresses[a], used[a]))
                controls.push_back({a, protocol::tcp, port});
    return controls;
}

void weigh_controls(const std::vector<probe>& controls, const std::vector<observation>& answers,
                    const std::vector<probe>& probes, std::vector<observation>& seen) {
    std::map<std::uint32_t, int> accepted;
    for (std::size_t i = 0; i < controls.size(); ++i)
        if (answers[i].reason == reason::syn_ack) ++accepted[controls[i].address];
    for (std::size_t i = 0; i < probes.size(); ++i) {
        if (probes[i].protocol != protocol::tcp || seen[i].reason != reason::syn_ack) continue;
        const auto of_address = accepted.find(probes[i].address);
        if (of_address == accepted.end() || of_address->second < 2) continue;
        seen[i].on_way = on_way{on_way_kind::accepts_everything, "", 0};
        seen[i].who_answered = who_answered::on_way;
    }
}

} // namespace fairway
