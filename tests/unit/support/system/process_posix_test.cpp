#include "support/system/process.hpp"

#include "support/system/clock.hpp"
#include "support/system/random.hpp"
#include "support/system/user.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <unistd.h>

using namespace fairway;

TEST_CASE("what the system says of this process and its user") {
    CHECK(process_id() == ::getpid());
    CHECK(effective_user() == ::geteuid());
    CHECK(real_user() == ::getuid());
    CHECK(user_name(root) == "root");
    CHECK_FALSE(user_name(4'294'967'290U));
    CHECK(owner_of("/") == root);
    CHECK_FALSE(owner_of("/nowhere"));
    char name[256] = "";
    REQUIRE(::gethostname(name, sizeof name) == 0);
    CHECK(host_name() == name);
    CHECK(raise_open_file_limit() == raise_open_file_limit());
    CHECK(raise_open_file_limit() > 3);
}

TEST_CASE("the clock since the start goes on") {
    const auto before = boot_clock::now();
    CHECK(before.time_since_epoch().count() > 0);
    CHECK(boot_clock::now() >= before);
    CHECK(monotonic_time().count() > 0);
}

TEST_CASE("random bytes fill all that was asked for, and never twice the same") {
    std::set<std::array<unsigned char, 40>> all;
    for (int i = 0; i < 100; ++i) {
        std::array<unsigned char, 40> bytes{};
        REQUIRE(fill_random(bytes.data(), bytes.size()));
        all.insert(bytes);
    }
    CHECK(all.size() == 100);
    // Each place has been something else than zero: nothing was left out at the end.
    for (std::size_t at = 0; at < 40; ++at) {
        bool filled = false;
        for (const auto& bytes : all)
            filled = filled || bytes[at] != 0;
        CHECK(filled);
    }
}
