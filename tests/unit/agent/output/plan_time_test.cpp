#include "agent/output/plan_time.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

void add(plan& p, const char* target, std::vector<std::string> addresses, protocol pr, port_list ports) {
    flow f;
    f.protocol = pr;
    requirement c;
    c.flow = f;
    c.target = target;
    c.addresses = std::move(addresses);
    c.ports = c.probed = std::move(ports);
    p.requirements.push_back(std::move(c));
}

} // namespace

TEST_CASE("how long a check takes follows from its probes, the rate and the timeout") {
    plan few;
    add(few, "a", {"a"}, protocol::tcp, {{22, 22}});
    CHECK(time_of(plan(), {}).silent == 0ms); // nothing to do
    CHECK(time_of(few, {}).answered < 1s);
    CHECK(time_of(few, {}).silent >= 4 * 3500ms);
    CHECK(time_of(few, {1000ms, 1000}).silent < time_of(few, {}).silent);

    plan range = few; // 801 more to one address, after a burst of 100
    add(range, "a", {"a"}, protocol::tcp, {{2500, 3300}});
    const auto of_range = time_of(range, {});
    CHECK(of_range.answered >= 702ms);
    CHECK(of_range.answered < 1500ms);
    CHECK(time_of(range, {3500ms, 100}).answered >= 7s);
    CHECK(time_of(range, {3500ms, 0}).answered < 1s);

    plan twice = range; // flows to one address share their probes
    add(twice, "a", {"a"}, protocol::tcp, {{2500, 3300}});
    CHECK(time_of(twice, {}).answered == of_range.answered);
    add(twice, "a", {"a"}, protocol::udp, {{2500, 3300}});
    CHECK(time_of(twice, {}).answered >= 1500ms);

    plan wide; // hosts are probed side by side
    for (const char* host : {"a", "b", "c", "d"})
        add(wide, host, {host}, protocol::tcp, {{2500, 3300}});
    CHECK(time_of(wide, {}).answered < 2s);
    // With few sockets silent ports wait for each other.
    CHECK(time_of(wide, {3500ms, 1000, 1000}).silent >= time_of(wide, {}).silent + 3 * 3500ms);
}

TEST_CASE("the time in words") {
    CHECK(in_words(plan_time{1200ms, 15001ms}) == "about 2 s if everything answers, up to 16 s if hosts are silent");
    CHECK(in_words(plan_time{90s, 91s}) == "about 90 s if everything answers, up to 2 min if hosts are silent");
}
