#include "tests/sim/explain.hpp"
#include "tests/sim/random_network.hpp"
#include "tests/sim/statistics.hpp"

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

using namespace fairway::sim;

namespace {

constexpr const char* usage = "test_sim [--networks N] [--seconds N] [--seed S] [--endless] [--explain]\n"
                              "Judges inquiries (probes/path) in random networks whose truth is known. Without --seed "
                              "the fixed networks and the\n"
                              "simulator's own tests come first.\n"
                              "  --networks N   so many networks (10000)\n"
                              "  --seconds N    real seconds that an inquiry has (3.5)\n"
                              "  --seed S       the first network; alone: only that one\n"
                              "  --endless      inquiries end when they have no more questions\n"
                              "  --explain      shows one network, its packets and what is made of them\n"
                              "Exit code 1: an innocent was accused, or a test failed.\n";

struct orders {
    std::optional<std::uint64_t> networks, seed;
    patience with;
    bool explain = false;
    bool known = true;
};

orders read(int argc, char** argv) {
    orders o;
    for (int n = 1; n < argc; ++n) {
        const std::string_view word = argv[n];
        const auto value = [&]() -> std::string_view { return n + 1 < argc ? argv[++n] : ""; };
        const auto number = [&](std::optional<std::uint64_t>& into) {
            const auto text = value();
            std::uint64_t parsed = 0;
            if (std::from_chars(text.data(), text.data() + text.size(), parsed).ptr != text.data() + text.size() ||
                text.empty())
                o.known = false;
            into = parsed;
        };
        if (word == "--networks")
            number(o.networks);
        else if (word == "--seed")
            number(o.seed);
        else if (word == "--endless")
            o.with.endless = true;
        else if (word == "--explain")
            o.explain = true;
        else if (word == "--seconds") {
            const auto text = value();
            double seconds = 0;
            o.known = o.known && std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc();
            o.with.deadline = std::chrono::milliseconds(static_cast<long>(seconds * 1000));
        } else
            o.known = false;
    }
    return o;
}

bool judge_networks(const orders& o) {
    const std::uint64_t first = o.seed.value_or(1), count = o.networks.value_or(o.seed ? 1 : 10'000);
    statistics all;
    const auto began = std::chrono::steady_clock::now();
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        network net = random_network(seed);
        kernel packets(net, seed);
        const auto found = investigate(net, packets, o.with);
        all.add(net, found, judge(net, packets, found));
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::fputs(all.text(took.count()).c_str(), stdout);
    return all.false_accusations() == 0 && all.endless() == 0;
}

} // namespace

int main(int argc, char** argv) {
    const auto o = read(argc, argv);
    if (!o.known) {
        std::fputs(usage, stderr);
        return 2;
    }
    if (o.explain) {
        const auto seed = o.seed.value_or(1);
        std::fputs(explain(random_network(seed), seed, o.with).c_str(), stdout);
        return 0;
    }
    const bool tests_pass = o.seed || doctest::Context().run() == 0;
    return judge_networks(o) && tests_pass ? 0 : 1;
}
