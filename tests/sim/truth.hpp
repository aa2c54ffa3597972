#pragma once

#include "probes/path/probe.hpp"
#include "tests/sim/kernel.hpp"

#include <cstdint>
#include <string_view>

namespace fairway::sim {

/// What really becomes of packets to a port.
enum class fate : std::uint8_t {
    host_answers,
    container_answers, ///< the host's, or another published port of it
    gateway,         ///< It ends at what passes all else on to another machine: who is the host, is a matter of words.
    forged,          ///< Somebody on the path answers in the host's name.
    elsewhere,       ///< Another machine answers, to which somebody on the path redirects.
    rejected,        ///< by ICMP, whoever says so
    host_silent,     ///< The host, or what it passes packets to, drops them.
    dropped,         ///< on their path to the host
    answers_dropped, ///< The host answers, and the answers are dropped.
    lost_elsewhere,  ///< They are redirected, and stay unanswered.
};
std::string_view to_string(fate f);

struct truth {
    fate is = fate::host_silent;
    std::uint8_t by = route::no_one; ///< the router that forges, redirects or drops

    bool is_innocent() const { return is == fate::host_answers || is == fate::container_answers; }
    bool is_guilty() const { return is == fate::forged || is == fate::elsewhere; }
};

truth truth_of(const network& net, kernel& packets, const probe& p);

/// Whether rules F and R, or 12 for what is silent, accuse with any number of packets, at a loss that they accept.
/// Where they do although nobody is guilty, they are wrong, or nobody can tell.
bool fits_rules(const network& net, kernel& packets, const probe& p);

/// Whether they do so, and rightly: what the power of an inquiry is measured by.
bool is_provable(const network& net, kernel& packets, const probe& p);

/// Whether the last router of which a complaint about this port's packets can come is the one of this address.
bool is_last_router(const network& net, kernel& packets, const probe& p, std::string_view address);

/// Whether this address is one of a router's.
bool is_of(const network& net, std::uint8_t router, std::string_view address);

} // namespace fairway::sim
