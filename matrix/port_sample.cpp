#include "matrix/port_sample.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace fairway {

port_list sampled(const port_list& ports, std::size_t sample, std::uint32_t seed) {
    std::vector<std::uint16_t> chosen;
    for (const auto& range : ports) {
        if (sample == 0 || range.size() <= std::max<std::size_t>(sample, 2)) {
            for (unsigned p = range.first; p <= range.last; ++p)
                chosen.push_back(static_cast<std::uint16_t>(p));
            continue;
        }
        std::set<std::uint16_t> some{range.first, range.last};
        std::uint64_t x = (std::uint64_t{seed} << 32) ^ (std::uint64_t{range.first} << 16) ^ range.last;
        while (some.size() < sample) {
            x += 0x9e3779b97f4a7c15u; // splitmix64
            std::uint64_t z = x;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            z ^= z >> 31;
            some.insert(static_cast<std::uint16_t>(range.first + z % range.size()));
        }
        chosen.insert(chosen.end(), some.begin(), some.end());
    }
    return from_ports(std::move(chosen));
}

port_list with_unprobed(const port_list& some, const port_list& probed, const port_list& ports) {
    const auto holding = [](const port_list& list, std::uint16_t port) {
        const auto after = std::upper_bound(list.begin(), list.end(), port,
                                            [](std::uint16_t p, const port_range& range) { return p < range.first; });
        return after == list.begin() || !std::prev(after)->contains(port) ? list.end() : std::prev(after);
    };
    port_list all = some;
    for (const auto& one : some) {
        const auto of = holding(ports, one.first), low = holding(probed, one.first), high = holding(probed, one.last);
        if (of == ports.end() || low == probed.end() || high == probed.end()) continue;
        port_range wide = one;
        if (low->first == one.first)
            wide.first =
                low == probed.begin() ? of->first : std::max<std::uint16_t>(of->first, std::prev(low)->last + 1);
        if (high->last == one.last)
            wide.last = std::next(high) == probed.end() ? of->last
                                                        : std::min<std::uint16_t>(of->last, std::next(high)->first - 1);
        all.push_back(wide);
    }
    return normalize(std::move(all));
}

} // namespace fairway
