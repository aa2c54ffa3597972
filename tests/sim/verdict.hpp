#pragma once

#include "tests/sim/investigation.hpp"
#include "tests/sim/truth.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fairway::sim {

/// What an inquiry's conclusion about one probe is worth.
enum class worth : std::uint8_t {
    nothing_asked, ///< rejected by ICMP, or UDP that was answered: no inquiry is about that
    acquitted,     ///< rightly: the host answered
    found,         ///< rightly: who answered, or dropped it, was not the host
    not_known,
    acquitted_wrongly,
    // What must not be:
    accused_host,      ///< the host answered
    accused_container, ///< what it has published did
    accused_nobody,    ///< Somebody is said to have answered where nobody did.
    drop_by_host,      ///< A drop on the path to the host is claimed: it was the host itself,
    drop_of_answer,    ///< or the answer was dropped on the return path,
    drop_by_chance,    ///< or an answered port's packets were lost.
    wrong_router,      ///< There was such a drop, at another router.
};
inline constexpr std::size_t first_false = static_cast<std::size_t>(worth::accused_host), worths = 12;
constexpr bool is_false_accusation(worth w) {
    return static_cast<std::size_t>(w) >= first_false;
}
std::string_view to_string(worth w);

struct judged {
    truth real;
    worth is = worth::nothing_asked;
    bool provable = false;
    bool unfinished = false; ///< not known, and the inquiry says that there was no time to find out
    bool misnamed = false;   ///< found, but another router is named as who answered
    bool tcp = true;
};

/// In the order of the probes.
std::vector<judged> judge(const network& net, kernel& packets, const investigation& all);

} // namespace fairway::sim
