#include "probes/path/suspect.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr std::size_t most_samples = 8; // of a span, besides its edges
constexpr std::size_t most_spans = 16;  // of an address
constexpr std::size_t most_silent = 4;  // UDP ports of an address that are walked

void choose_samples(answer_span& span) {
    const std::size_t n = span.ports.size();
    std::set<std::size_t> chosen{0, n - 1};
    for (std::size_t k = 1; k <= most_samples; ++k)
        chosen.insert(k * (n - 1) / (most_samples + 1));
    for (const auto i : chosen)
        span.samples.push_back(span.ports[i]);
}

void add_answer(suspect& s, const examined_port& port) {
    const auto is_alike = [&](const representative& r) { return r.of.seen == port.seen; };
    if (std::none_of(s.representatives.begin(), s.representatives.end(), is_alike)) s.representatives.push_back({port});
    const bool goes_on = !s.spans.empty() && s.spans.back().ports.back().seen == port.seen &&
                         s.spans.back().ports.back().port + 1 == port.port;
    if (!goes_on && s.spans.size() == most_spans) return;
    if (!goes_on) s.spans.emplace_back();
    s.spans.back().ports.push_back(port);
}

} // namespace

bool is_tcp_answer(reason r) {
    return r == reason::conn_refused || r == reason::syn_ack || r == reason::reset || r == reason::hang_up;
}

void suspect::add_routers(const walk& w, const complained_of& first, bool next_ports) {
    const auto found = routers_of(w, target);
    if (routers.size() < found.size()) routers.resize(found.size());
    complaints.resize(routers.size());
    for (std::size_t n = 0; n < found.size(); ++n) {
        if (!routers[n].empty()) continue;
        routers[n] = found[n];
        complaints[n] = first;
        if (next_ports) complaints[n].port = static_cast<std::uint16_t>(first.port + n);
    }
}

int suspect::expected_ttl(const examined_port& like) const {
    for (const auto& r : representatives)
        if (r.of.seen == like.seen && r.ttl && host_behind > 0) return initial_ttl(*r.ttl) - host_behind + 1;
    return 0;
}

std::vector<suspect> suspects_of(const std::vector<std::string>& addresses, const std::vector<bool>& skip,
                                 const std::vector<probe>& probes, const std::vector<observation>& seen) {
    std::map<std::uint32_t, std::vector<std::size_t>> by_address;
    for (std::size_t i = 0; i < probes.size(); ++i)
        if (!skip[probes[i].address]) by_address[probes[i].address].push_back(i);
    std::vector<suspect> suspects;
    for (auto& [address, all] : by_address) {
        std::sort(all.begin(), all.end(), [&](auto a, auto b) { return probes[a].port < probes[b].port; });
        suspect s;
        s.address = address;
        s.target = addresses[address];
        for (const auto i : all) {
            const examined_port port{i, probes[i].port, seen[i].reason, probes[i].asked};
            const bool silent = port.seen == reason::no_response;
            if (probes[i].protocol == protocol::udp) {
                if (silent && s.silent_udp.size() < most_silent) s.silent_udp.push_back({port});
            } else if (silent) {
                s.silences.push_back(port);
            } else if (is_tcp_answer(port.seen)) {
                add_answer(s, port);
            }
        }
        for (auto& span : s.spans)
            choose_samples(span);
        if (!s.spans.empty() || !s.silences.empty() || !s.silent_udp.empty()) suspects.push_back(std::move(s));
    }
    return suspects;
}

} // namespace fairway
