#include "tests/sim/explain.hpp"
#include "tests/sim/fixed_networks.hpp"
#include "tests/sim/verdict.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::sim;

namespace {

unsigned said_of(const path_conclusions& known, std::size_t probe) {
    if (known.on_path.count(probe) != 0) return said_somebody;
    if (known.by_host.count(probe) != 0) return said_host;
    const auto end = known.ends.find(probe);
    return end != known.ends.end() && end->second.is_before_host() ? said_drop : said_nothing;
}

std::string in_words(unsigned said) {
    std::string all;
    for (const auto& [bit, word] : {std::pair{said_host, "the host"}, std::pair{said_somebody, "somebody on the path"},
                                    std::pair{said_drop, "dropped on the path"}, std::pair{said_nothing, "not known"}})
        if ((said & bit) != 0) all += (all.empty() ? "" : " or ") + std::string(word);
    return all;
}

} // namespace

TEST_CASE("what may be said of networks that were made to mislead") {
    const patience as_long_as_it_takes{std::chrono::milliseconds(3500), true};
    for (const auto& fixed : fixed_networks()) {
        CAPTURE(fixed.name);
        for (const bool v6 : {false, true}) {
            network net = fixed.net;
            net.v6 = v6;
            const std::string shown = explain(net, 1, as_long_as_it_takes);
            kernel packets(net, 1);
            const auto all = investigate(net, packets, as_long_as_it_takes);
            REQUIRE(all.ended);
            for (const auto& port : judge(net, packets, all))
                CHECK_FALSE_MESSAGE(is_false_accusation(port.is), to_string(port.is) << "\n" << shown);
            for (std::size_t n = 0; n < all.probes.size(); ++n) {
                if (all.probes[n].protocol != protocol::tcp || (fixed.x >> n & 1) == 0) continue;
                const unsigned said = said_of(all.known, n);
                CHECK_MESSAGE((said & fixed.may) != 0, "IPv" << (v6 ? 6 : 4) << " tcp/" << all.probes[n].port
                                                             << " is said to be " << in_words(said) << ", expected "
                                                             << in_words(fixed.may));
            }
        }
    }
}
