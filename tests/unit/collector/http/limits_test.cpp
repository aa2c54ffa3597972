#include "collector/http/limits.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace fairway::collector;

TEST_CASE("a budget gives what it has, and gets it back") {
    byte_budget budget(100);
    {
        held_bytes a(budget), b(budget);
        CHECK(a.take(60));
        CHECK_FALSE(b.take(41));
        CHECK(b.take(40));
        CHECK_FALSE(b.take(1));
        CHECK_FALSE(b.take(std::numeric_limits<std::size_t>::max()));
        CHECK(budget.used() == 100);
        a.release();
        CHECK(budget.used() == 40);
        CHECK(a.take(30));
        CHECK(a.take(30));
        CHECK_FALSE(a.take(1));
    }
    CHECK(budget.used() == 0);
    CHECK_FALSE(held_bytes(budget).take(101));
}

TEST_CASE("who is idle longest goes first, and who is served stays") {
    idle_order order;
    CHECK(!order.longest_idle());
    for (const idle_order::id c : {1, 2, 3})
        order.add(c);
    CHECK(order.longest_idle() == 1);
    order.busy(1);
    CHECK(order.longest_idle() == 2);
    order.idle(1); // the most recent now
    CHECK(order.longest_idle() == 2);
    order.idle(2);
    CHECK(order.longest_idle() == 3);
    order.remove(3);
    CHECK(order.longest_idle() == 1);
    order.busy(1);
    order.busy(1);
    order.busy(2);
    CHECK(!order.longest_idle());
    CHECK(order.size() == 2);
    order.remove(1);
    order.remove(1);
    order.idle(1); // gone: stays gone
    CHECK(!order.longest_idle());
    CHECK(order.size() == 1);
}
