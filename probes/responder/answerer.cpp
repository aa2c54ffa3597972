#include "probes/responder/answerer.hpp"

#include <algorithm>
#include <tuple>

namespace fairway {

std::string without_zone(const std::string& address) {
    return address.substr(0, address.find('%'));
}

answerer::answerer(settings s) : settings_(std::move(s)), judge_(settings_.key), half_open_(settings_.half_open) {}

void answerer::stands_on(std::vector<open_door> doors) {
    doors_ = std::move(doors);
    by_address_.clear();
    std::vector<std::uint16_t> tcp, udp;
    for (const auto& d : doors_)
        (d.protocol == protocol::tcp ? tcp : udp).push_back(d.port);
    tcp_ = from_ports(std::move(tcp));
    udp_ = from_ports(std::move(udp));
}

bool answerer::admits(const std::string& source) const {
    const auto& from = settings_.from;
    return from.empty() || std::find(from.begin(), from.end(), without_zone(source)) != from.end();
}

std::string answerer::answer(protocol p, std::string_view bytes, wire::hello_endpoint asker, wire::hello_endpoint here,
                             clock::time_point now) {
    const std::int64_t time = settings_.time();
    const auto j = judge_.judge(bytes, p, here.port, time);
    if (!is_welcome(j, p, asker, here.port, time)) return {};
    wire::hello_answer a;
    std::tie(a.tcp, a.udp) = open_at(without_zone(here.address));
    if (j.hello->wants_half_open && half_open_.can_tell()) {
        std::vector<std::uint16_t> ports;
        for (const auto& c : half_open_.table(now))
            if (without_zone(c.asker) == asker.address && without_zone(c.here) == without_zone(here.address) &&
                contains(tcp_, c.port))
                ports.push_back(c.port);
        a.half_open = from_ports(std::move(ports));
    }
    a.asker = std::move(asker);
    a.here = std::move(here);
    return wire::encode_answer(a, bytes, settings_.key);
}

bool answerer::is_welcome(const hello_judgment& j, protocol p, const wire::hello_endpoint& asker, std::uint16_t port,
                          std::int64_t time) {
    switch (j.says) {
    case hello_verdict::answer: journal_.proven(asker.address, p, port); return true;
    case hello_verdict::wrong_clock:
        if (journal_.clock_is_off(asker.address, j.hello->time - time)) say_clock(asker.address, j.hello->time - time);
        return false;
    case hello_verdict::memory_full:
        if (!std::exchange(said_full_, true) && settings_.say)
            settings_.say("Received more hellos than can be remembered: some get no answer. Try again later.");
        return false;
    case hello_verdict::no_hello:
    case hello_verdict::wrong_key:
    case hello_verdict::wrong_place:
    case hello_verdict::replayed: break;
    }
    return false;
}

void answerer::say_clock(const std::string& source, std::int64_t seconds) const {
    if (!settings_.say) return;
    const std::int64_t minutes = (seconds < 0 ? -(seconds + 1) : seconds) / 60;
    settings_.say(source + " has the right key, but its clock is " + std::to_string(minutes) + " minutes " +
                  (seconds < 0 ? "behind" : "ahead of") +
                  " this host's, and up to 10 are allowed: it gets no answer. Set both clocks (NTP).");
}

// TCP and UDP ports stood in on at one address of ours: a real service may hold a port at another.
const std::pair<port_list, port_list>& answerer::open_at(const std::string& here) {
    constexpr std::size_t most = 1024; // a whole loopback network is ours
    if (by_address_.size() >= most) by_address_.clear();
    const auto [it, is_new] = by_address_.try_emplace(here);
    if (is_new) {
        std::vector<std::uint16_t> tcp, udp;
        for (const auto& d : doors_)
            if (without_zone(d.address) == here || d.address == (here.find(':') == here.npos ? "0.0.0.0" : "::"))
                (d.protocol == protocol::tcp ? tcp : udp).push_back(d.port);
        it->second = {from_ports(std::move(tcp)), from_ports(std::move(udp))};
    }
    return it->second;
}

void answerer::look_around(clock::time_point now) {
    for (const auto& c : half_open_.stayed(now))
        if (contains(tcp_, c.port) && admits(c.asker)) journal_.half_open(c.asker, c.port);
}

} // namespace fairway
