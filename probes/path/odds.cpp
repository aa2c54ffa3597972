#include "probes/path/odds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fairway {

namespace {

/// n * ln(x), where nothing times anything is nothing.
double times_log(double n, double x) {
    return n == 0 ? 0 : n * std::log(x);
}

} // namespace

double odds_if_controls_answer(int answered, int silent, int controls, double loss) {
    const double a = answered, none = silent + controls;
    // The share of short paths at which this is most likely.
    const double share = a + none > 0 ? std::min(1.0, a / ((1 - loss) * (a + none))) : 1;
    return times_log(a, share) + times_log(none, 1 - share * (1 - loss)) - times_log(silent, loss);
}

packets_needed fewest_packets(int ports, double loss) {
    constexpr int least = 4, most = 24, most_controls = 64;
    packets_needed best{most, most};
    int fewest = std::numeric_limits<int>::max();
    for (int each = least; each <= most; ++each) {
        const int lost = static_cast<int>(std::lround(each * loss)) + (loss > .1 ? 1 : 0); // one more by chance
        if (lost >= each) continue;
        int controls = least;
        while (controls <= most_controls && odds_if_controls_answer(each - lost, lost, controls, loss) > beyond_doubt)
            ++controls;
        if (controls > most_controls || ports * each + controls >= fewest) continue;
        fewest = ports * each + controls;
        best = {each, controls};
    }
    return best;
}

double odds_if_controls_are_silent(int answered, int silent, int complained, int controls, double loss) {
    const double a = answered, s = silent, c = complained, m = controls;
    if (m == 0) return 0;
    double most = -std::numeric_limits<double>::infinity();
    constexpr int steps = 400;
    for (int n = 1; n < steps; ++n) {
        const double p = static_cast<double>(n) / steps;
        double odds = times_log(a, p) + times_log(s, 1 - p * (1 - loss)) - times_log(s, loss);
        if (1 - p < c / m)
            odds += times_log(c, 1 - p) + times_log(m - c, p) - times_log(c, c / m) - times_log(m - c, 1 - c / m);
        most = std::max(most, odds);
    }
    return most;
}

} // namespace fairway
