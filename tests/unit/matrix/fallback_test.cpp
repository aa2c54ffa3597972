#include "matrix/fallback.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

finding found(port_list ports, port_list fallback_of, finding_kind kind, outcome o,
              const std::string& target = "repo01") {
    flow its;
    its.from = "agent";
    its.to = "repository";
    its.ports = ports;
    its.fallback_of = std::move(fallback_of);
    finding f;
    f.requirement.flow = its;
    f.requirement.target = target;
    f.requirement.ports = std::move(ports);
    f.kind = kind;
    f.outcome = o;
    f.advice = "Ask for it.";
    return f;
}

} // namespace

TEST_CASE("ports that are used only where others fail count by those") {
    const port_list first{{6162, 6162}}, range{{2500, 3300}};
    const auto blocked = found(range, first, finding_kind::blocked, outcome::fail);
    auto half_known = found(first, {}, finding_kind::silent, outcome::unknown);
    half_known.addresses.resize(2);
    half_known.addresses[0].finding = finding_kind::connected;
    half_known.addresses[0].outcome = outcome::pass;
    half_known.addresses[1].finding = finding_kind::silent;
    half_known.addresses[1].outcome = outcome::unknown;
    struct {
        const char* what;
        finding other;
        outcome counts;
    } const rows[] = {
        {"those work", found(first, {}, finding_kind::connected, outcome::pass), outcome::warn},
        {"somebody answers for the host", found(first, {}, finding_kind::intermediary, outcome::warn), outcome::warn},
        {"those do not", found(first, {}, finding_kind::blocked, outcome::fail), outcome::fail},
        {"one address works, nobody knows of the other", half_known, outcome::warn},
        {"nobody knows", found(first, {}, finding_kind::silent, outcome::unknown), outcome::fail},
        {"they are optional, and blocked", found(first, {}, finding_kind::blocked, outcome::warn), outcome::fail},
        {"accepted, then reset", found(first, {}, finding_kind::stalled, outcome::warn), outcome::fail},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        std::vector<finding> all{blocked, row.other};
        weigh_fallbacks(all);
        CHECK(all[0].outcome == row.counts);
        CHECK((all[0].advice == "Ask for it.") == (row.counts == outcome::fail));
        CHECK(all[1] == row.other);
    }
}

TEST_CASE("while nobody knows of the ports that come first, the others are no failure") {
    const port_list first{{6162, 6162}}, range{{2500, 3300}};
    for (const auto& other : {found(first, {}, finding_kind::blocked, outcome::fail, "repo02"),
                              found({{22, 22}}, {}, finding_kind::blocked, outcome::fail)}) {
        std::vector<finding> all{found(range, first, finding_kind::blocked, outcome::fail), other};
        weigh_fallbacks(all);
        CHECK(all[0].outcome == outcome::warn);
        CHECK(all[0].advice == "These ports are used only where TCP 6162 does not work, which was not probed.");
    }
}

TEST_CASE("one address that is reached is enough") {
    const port_list first{{6162, 6162}}, range{{2500, 3300}};
    auto other = found(first, {}, finding_kind::silent, outcome::warn);
    other.addresses.resize(2);
    other.addresses[0].outcome = outcome::pass;
    other.addresses[1].outcome = outcome::fail;
    std::vector<finding> all{found(range, first, finding_kind::silent, outcome::fail), other};
    weigh_fallbacks(all);
    CHECK(all[0].outcome == outcome::warn);
}

TEST_CASE("a fallback that works is no news, and one that was eased counts again when it is needed") {
    const port_list first{{6162, 6162}}, range{{2500, 3300}};
    std::vector<finding> all{found(range, first, finding_kind::path_open, outcome::pass),
                             found(first, {}, finding_kind::connected, outcome::pass)};
    const auto before = all;
    weigh_fallbacks(all);
    CHECK(all == before);

    all[0] = found(range, first, finding_kind::silent, outcome::unknown);
    weigh_fallbacks(all);
    CHECK(all[0].outcome == outcome::warn);
    CHECK(all[0].advice == "Nothing is wrong while TCP 6162 works: these ports are used only where it does not.");
    all[1] = found(first, {}, finding_kind::blocked, outcome::fail); // at the recheck
    weigh_fallbacks(all);
    CHECK(all[0].outcome == outcome::unknown);
    CHECK(all[0].advice == "Ask for it.");
}
