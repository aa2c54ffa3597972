#include "probes/sweep/launch_queue.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

const auto began = pace::clock::time_point() + std::chrono::hours(1);

/// Lanes that have not been asked for a route.
lane at_rate(double rate, std::size_t burst) {
    return {{}, "", {}, pace(rate, burst, began)};
}

/// All that may start now, each under way from then on.
std::vector<std::size_t> start_all(launch_queue& q, milliseconds after = {}) {
    std::vector<std::size_t> started;
    while (const auto n = q.next(began + after)) {
        started.push_back(*n);
        q.flies();
    }
    return started;
}

using numbers = std::vector<std::size_t>;

} // namespace

TEST_CASE("lanes take turns, each in its order") {
    lane a = at_rate(0, 1), b = at_rate(0, 1);
    launch_queue q(100, began);
    for (int n = 0; n < 3; ++n)
        q.add(a);
    q.add(b);
    q.add(b);
    CHECK(start_all(q) == numbers{0, 3, 1, 4, 2});
    CHECK(q.wake() == pace::clock::time_point::max());
}

TEST_CASE("nothing starts before its time, and the queue says when to ask again") {
    lane a = at_rate(0, 1), b = at_rate(0, 1);
    launch_queue q(100, began);
    q.add(a, milliseconds(50));
    q.add(b);
    q.add(b, milliseconds(30));
    CHECK(start_all(q) == numbers{1});
    CHECK(q.wake() == began + milliseconds(30));
    CHECK(start_all(q, milliseconds(40)) == numbers{2});
    CHECK(q.wake() == began + milliseconds(50));
    CHECK(start_all(q, milliseconds(50)) == numbers{0});
}

TEST_CASE("each lane keeps its pace, and holds up no other") {
    lane slow = at_rate(100, 2), fast = at_rate(0, 1);
    launch_queue q(100, began);
    for (int n = 0; n < 4; ++n)
        q.add(slow);
    for (int n = 0; n < 4; ++n)
        q.add(fast);
    CHECK(start_all(q) == numbers{0, 4, 1, 5, 6, 7});
    CHECK(q.wake() > began + milliseconds(9));
    CHECK(q.wake() < began + milliseconds(11));
    CHECK(start_all(q, milliseconds(11)) == numbers{2});
}

TEST_CASE("two queues on one lane share its tokens") {
    lane a = at_rate(10, 3);
    launch_queue sweep(100, began), hello(100, began);
    for (int n = 0; n < 2; ++n) {
        sweep.add(a);
        hello.add(a);
    }
    CHECK(start_all(sweep) == numbers{0, 1});
    CHECK(start_all(hello) == numbers{0});
}

TEST_CASE("no more at once than there is room for") {
    lane a = at_rate(0, 1);
    launch_queue q(2, began);
    for (int n = 0; n < 4; ++n)
        q.add(a);
    CHECK(start_all(q) == numbers{0, 1});
    CHECK(q.wake() == pace::clock::time_point::max());
    CHECK(q.landed()); // it made the room
    CHECK(start_all(q) == numbers{2});
    CHECK(q.landed());
    CHECK(!q.landed()); // there is room already
    CHECK(start_all(q) == numbers{3});
    CHECK(!q.landed()); // nothing waits
}

TEST_CASE("what passes takes no room") {
    lane a = at_rate(0, 1);
    launch_queue q(1, began);
    for (int n = 0; n < 3; ++n)
        q.add(a);
    for (const std::size_t n : {0, 1, 2}) {
        CHECK(q.next(began) == n);
        q.passes();
    }
    CHECK(!q.next(began));
}

TEST_CASE("exhaustion: what is under way gives it back, or the launch is given up") {
    lane a = at_rate(0, 1);
    launch_queue q(100, began);
    for (int n = 0; n < 3; ++n)
        q.add(a);
    CHECK(q.next(began) == 0);
    q.flies();
    CHECK(q.next(began) == 1);
    CHECK(q.is_exhausted()); // comes again
    CHECK(!q.next(began));   // but not before
    CHECK(q.landed());
    CHECK(q.next(began) == 1);
    CHECK(!q.is_exhausted()); // nothing is under way: given up
    CHECK(q.next(began) == 2);
}
