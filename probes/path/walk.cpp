#include "probes/path/walk.hpp"

#include <algorithm>
#include <set>

namespace fairway {

namespace {

bool is_answer(const observation& o, std::string_view target) {
    switch (o.reason) {
    case reason::syn_ack:
    case reason::reset:
    case reason::hang_up:
    case reason::conn_refused: return true;
    case reason::udp_response: return true;
    // Of a datagram: the host says that nothing listens. From elsewhere it is a firewall.
    case reason::port_unreach: return o.state == state::closed && o.answered_by == target;
    default: return false;
    }
}

} // namespace

std::optional<int> distance_of_answer(const walk& w, std::string_view target) {
    for (std::size_t n = 0; n < w.size(); ++n)
        if (is_answer(w[n], target)) return static_cast<int>(n) + 1;
    return std::nullopt;
}

std::vector<std::string> routers_of(const walk& w, std::string_view target) {
    std::vector<std::string> routers(w.size());
    for (std::size_t n = 0; n < w.size(); ++n)
        if (w[n].reason == reason::time_exceeded && w[n].answered_by != target) routers[n] = w[n].answered_by;
    return routers;
}

bool is_redirected(const walk& w, std::string_view target) {
    for (const auto& o : w)
        if (o.reason == reason::time_exceeded && o.answered_by == target) return true;
    return false;
}

int initial_ttl(int ttl) {
    return ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255;
}

int hops_behind(int ttl) {
    return initial_ttl(ttl) - ttl + 1;
}

std::vector<int> ttl_bounds(int hops) {
    std::set<int> bounds{65, 129}; // whether it began with more than 64, than 128
    for (const int initial : {64, 128, 255})
        for (int behind = 1; behind <= hops + 1; ++behind)
            bounds.insert(initial - behind + 1);
    return {bounds.begin(), bounds.end()};
}

std::optional<int> ttl_between(const std::vector<int>& bounds, const std::vector<bool>& passed) {
    const auto first_failed = static_cast<std::size_t>(std::find(passed.begin(), passed.end(), false) - passed.begin());
    if (first_failed == 0 ||
        std::find(passed.begin() + static_cast<std::ptrdiff_t>(first_failed), passed.end(), true) != passed.end())
        return std::nullopt;
    const int ttl = bounds[first_failed - 1];
    const bool exact = first_failed == bounds.size() || bounds[first_failed] == ttl + 1;
    if (!exact) return std::nullopt;
    return ttl;
}

walk_end end_of(const walk& silent, const std::vector<std::string>& others, std::optional<int> hops,
                std::string_view target) {
    walk_end end;
    if (distance_of_answer(silent, target)) return end;
    const auto routers = routers_of(silent, target);
    for (std::size_t n = 0; n < routers.size(); ++n) {
        if (routers[n].empty()) continue;
        end.last_hop = static_cast<int>(n) + 1;
        end.router = routers[n];
    }
    // Silence of the next router proves something only if it does speak when other packets end there.
    const auto next = static_cast<std::size_t>(end.last_hop);
    end.before_host =
        end.last_hop > 0 && hops && end.last_hop + 1 < *hops && next < others.size() && !others[next].empty();
    return end;
}

} // namespace fairway
