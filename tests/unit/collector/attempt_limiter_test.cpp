#include "collector/attempt_limiter.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;
using std::chrono::seconds;

namespace {
const steady_time first_attempt{std::chrono::hours(100)};
}

TEST_CASE("five a minute, from each address for itself") {
    attempt_limiter limiter;
    for (int i = 0; i < 5; ++i)
        CHECK(!limiter.begin("192.0.2.1", first_attempt + seconds(i)));
    CHECK(limiter.begin("192.0.2.1", first_attempt + seconds(10)) == seconds(50));
    CHECK(!limiter.begin("192.0.2.2", first_attempt + seconds(10)));
    CHECK(limiter.begin("192.0.2.1", first_attempt + seconds(59)) == seconds(1));
    CHECK(!limiter.begin("192.0.2.1", first_attempt + seconds(60))); // the first is forgotten
    CHECK(limiter.begin("192.0.2.1", first_attempt + seconds(60)));  // the second is not
}

TEST_CASE("what succeeded does not count") {
    attempt_limiter limiter;
    for (int i = 0; i < 100; ++i) {
        CHECK(!limiter.begin("192.0.2.1", first_attempt));
        limiter.take_back("192.0.2.1");
    }
    limiter.take_back("192.0.2.9");
}

TEST_CASE("a hundred attempts at the same time are no way around it") {
    attempt_limiter limiter;
    int begun = 0;
    for (int i = 0; i < 100; ++i)
        begun += limiter.begin("192.0.2.1", first_attempt) ? 0 : 1;
    CHECK(begun == 5);
}

TEST_CASE("a network of IPv6 is one sender") {
    struct row {
        const char *address, *sender;
    };
    const row rows[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
        {"2001:db8:1:2::1", "2001:db8:1:2::"},
        {"2001:db8:1:3::1", "2001:db8:1:3::"},
        {"fe80::1%eth0", "fe80::"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"", ""},
    };
    for (const auto& r : rows) {
        CAPTURE(r.address);
        CHECK(sender_of(r.address) == r.sender);
    }
}

TEST_CASE("more addresses than there is memory for share one allowance") {
    attempt_limiter limiter(5, std::chrono::minutes(1), 10);
    int begun = 0;
    for (int i = 0; i < 100; ++i)
        begun += limiter.begin("10.0.0." + std::to_string(i), first_attempt) ? 0 : 1;
    CHECK(begun <= 15);
    CHECK(!limiter.begin("10.0.1.1", first_attempt + std::chrono::minutes(2)));
}
