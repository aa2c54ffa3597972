#include "probes/sweep/line.hpp"

#include <algorithm>
#include <cmath>

namespace fairway {

using std::chrono::milliseconds;

patience line::patience(milliseconds deadline) const {
    if (!answers()) return {deadline, deadline};
    constexpr milliseconds least_between{250}, least_in_all{1000};
    const auto slowest = std::chrono::ceil<milliseconds>(slowest_.count() > 0 ? slowest_ : slowest_or_repeated_);
    const auto between = std::max(least_between, 2 * slowest);
    return {std::min(between, deadline),
            std::min(std::max(least_in_all, static_cast<int>(tries + 1) * between), deadline)};
}

std::vector<double> losses(const std::vector<line>& lines) {
    constexpr std::size_t enough = 20, by_chance = 2; // so few lost packets make no lossy line
    constexpr double contradiction = .001;            // of many lines, one has luck
    const auto part = [](std::size_t lost, std::size_t heard) {
        return lost <= by_chance ? 0. : static_cast<double>(lost) / static_cast<double>(lost + heard);
    };
    std::size_t lost = 0, heard = 0;
    for (const auto& l : lines) {
        if (l.heard() >= enough) continue;
        lost += l.lost();
        heard += l.heard();
    }
    const double together = part(lost, heard);
    std::vector<double> all;
    for (const auto& l : lines) {
        const double own = part(l.lost(), l.heard());
        const bool contradicts = l.lost() == 0 && std::pow(1 - together, l.heard()) < contradiction;
        all.push_back(l.heard() >= enough || contradicts ? own : std::max(own, together));
    }
    return all;
}

} // namespace fairway
