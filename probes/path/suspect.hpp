#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"
#include "probes/path/walk.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fairway {

inline constexpr std::uint16_t walk_port = 33434; ///< where traceroute begins: nothing listens there
inline constexpr int walk_step = 8;               ///< hops that are asked for at once
inline constexpr int farthest = 24;               ///< hops

/// A port of an address, and what the sweep saw of it.
struct examined_port {
    std::size_t probe = 0; ///< index into the probes
    std::uint16_t port = 0;
    fairway::reason seen = reason::not_run;
    const wire::exchange* asked = nullptr; ///< UDP
};

/// Neighboring ports that gave the same answer.
struct answer_span {
    std::vector<examined_port> ports;
    std::vector<examined_port> samples;
};

/// A port that stands for others of its address with the same answer.
struct representative {
    examined_port of;
    std::optional<int> ttl = {}; ///< of its answers
};

/// A packet that a router complained of.
struct complained_of {
    fairway::protocol protocol = protocol::tcp;
    std::uint16_t port = 0;
    const wire::exchange* asked = nullptr; ///< UDP
};

/// A UDP port that did not answer, and the walk of its own datagrams.
struct silent_datagrams {
    examined_port of;
    walk trail = {};
    int missed = 0;       ///< Times that the next router complained of another packet, sent right behind this port's.
    bool settled = false; ///< Something else came than silence or a router's complaint.
};

/// One address under examination, and what is known of it so far.
struct suspect {
    std::uint32_t address = 0; ///< its index
    std::string target;        ///< numeric
    std::vector<answer_span> spans;
    std::vector<representative> representatives; ///< one refused and one open port
    std::vector<examined_port> silences;         ///< TCP
    std::vector<silent_datagrams> silent_udp;
    walk datagrams;                        ///< to ports that nobody uses
    walk silence;                          ///< to one silent TCP port
    std::vector<std::string> routers;      ///< by hop, of all walks
    std::vector<complained_of> complaints; ///< what showed each of them
    std::optional<int> hops;               ///< distance of the host
    int host_behind = 0;                   ///< Hops that answers of the host itself have behind them; 0: not known.
    bool paths_differ = false;             ///< Equal-cost paths of unequal length: hops prove nothing.
    std::set<std::size_t> doubted;         ///< probes whose answer may not be the host's
    std::map<std::size_t, on_way> accused; ///< probes, and who answered them
    std::set<std::size_t> cleared;         ///< probes whose answer is the host's

    /// The silent TCP port that is walked to; nothing if there is none.
    const examined_port* silent() const { return silences.empty() ? nullptr : &silences[silences.size() / 2]; }

    /// One hop short of the host. At one hop a router stands, whatever answers: the address is not on our network.
    int short_of_host() const { return hops && *hops > 2 ? *hops - 1 : 1; }

    /// Notes the routers of a walk. `first` was its first packet; `next_ports`: each hop has the next port.
    void add_routers(const walk& w, const complained_of& first, bool next_ports = false);

    /// The time to live that answers of the host itself, seen like this one, arrive with; 0: not known.
    int expected_ttl(const examined_port& like) const;

    /// Whether this "time exceeded" claims to come from the host itself.
    bool is_redirected(const observation& o) const {
        return o.reason == reason::time_exceeded && o.answered_by == target;
    }
};

/// Whether it is an answer of TCP, whoever gave it.
bool is_tcp_answer(reason r);

/// Who is to be examined, by what was seen of `probes`: addresses with TCP answers or silences, but those to `skip`.
std::vector<suspect> suspects_of(const std::vector<std::string>& addresses, const std::vector<bool>& skip,
                                 const std::vector<probe>& probes, const std::vector<observation>& seen);

} // namespace fairway
