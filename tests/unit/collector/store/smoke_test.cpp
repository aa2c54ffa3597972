#include "collector/store/store.hpp"
#include <doctest/doctest.h>
#include <unistd.h>
TEST_CASE("smoke") {
    using namespace fairway::collector;
    char d[] = "/tmp/fairway-store-XXXXXX";
    REQUIRE(::mkdtemp(d));
    auto s = open_sqlite_store(std::string(d) + "/x.db");
    CHECK(s->probers({}, {}).rows.empty());
    CHECK(s->flows({}, {}).rows.empty());
    CHECK(s->transitions({}, {}).rows.empty());
    CHECK(s->transitions_after(0, 10).empty());
    CHECK(s->history(3, std::chrono::system_clock::now()).size() == 3);
    s->check_writable();
    s->back_up(std::string(d) + "/y.db");
    CHECK(s->forget({}, std::chrono::system_clock::now()) == 0);
}
