#include "collector/shared_overview.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace fairway::collector;
using namespace std::chrono_literals;

namespace {

using time = shared_overview::time;

overview_filter of_site(const std::string& site) {
    overview_filter f;
    f.site = site;
    return f;
}

struct counted_reads {
    time now{1h};
    int reads = 0;
    shared_overview shared{[this] { return now; }};

    /// How many reads there have been when the answer was read.
    std::size_t ask(const std::string& site, time asked_at) {
        const auto states = shared.get(of_site(site), asked_at, [&] {
            overview_states all;
            all.flows.resize(static_cast<std::size_t>(++reads));
            return all;
        });
        return states->flows.size();
    }
};

} // namespace

TEST_CASE("an overview is shared with those who asked before its reading began, and nobody else") {
    counted_reads c;
    const auto start = c.now;
    CHECK(c.ask("a", start - 1ms) == 1);
    CHECK(c.ask("a", start - 5ms) == 1); // waited in line
    CHECK(c.ask("a", start) == 1);
    CHECK(c.ask("b", start - 5ms) == 2); // another question
    c.now += 10ms;
    CHECK(c.ask("a", start + 1ms) == 3); // something may have changed since
    CHECK(c.ask("a", start - 1ms) == 3);
    CHECK(c.ask("b", start) == 2);
    c.now += 3s;
    CHECK(c.ask("a", start - 1ms) == 4); // not kept for so long
}

TEST_CASE("few overviews are kept") {
    counted_reads c;
    for (const char* site : {"a", "b", "c", "d", "e"})
        c.ask(site, c.now);
    CHECK(c.ask("e", c.now) == 5);
    CHECK(c.ask("b", c.now) == 2);
    CHECK(c.ask("a", c.now) == 6);
}

TEST_CASE("who asks while the overview is being read waits for it, and gets its failure, too") {
    for (const bool fails : {false, true}) {
        CAPTURE(fails);
        shared_overview shared;
        const auto asked_at = std::chrono::steady_clock::now();
        std::promise<void> reading, go_on;
        const auto ask = [&](const std::function<overview_states()>& read) {
            try {
                shared.get({}, asked_at, read);
                return false;
            } catch (const store_error&) {
                return true;
            }
        };
        bool first_failed = false, second_failed = false, second_read = false;
        std::thread first([&] {
            first_failed = ask([&]() -> overview_states {
                reading.set_value();
                go_on.get_future().wait();
                if (fails) throw store_error("full");
                return {};
            });
        });
        reading.get_future().wait();
        std::thread second([&] {
            second_failed = ask([&] {
                second_read = true;
                return overview_states();
            });
        });
        go_on.set_value();
        first.join();
        second.join();
        CHECK(first_failed == fails);
        CHECK(second_failed == fails);
        CHECK(!second_read);
        bool asked_again = false;
        shared.get({}, std::chrono::steady_clock::now(), [&] {
            asked_again = true;
            return overview_states();
        });
        CHECK(asked_again);
    }
}
