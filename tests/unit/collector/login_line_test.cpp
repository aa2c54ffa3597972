#include "collector/login_line.hpp"

#include <doctest/doctest.h>

using namespace fairway::collector;

namespace {

/// A line whose jobs say who they are.
struct spoken_line {
    login_line line;
    std::string said;

    bool join(bool known, const std::string& name, const std::string& sender, const std::string& account) {
        return line.join({known, sender, account, [this, name] { said += name; }});
    }
    std::string next() {
        said.clear();
        if (const auto job = line.next()) job();
        return said;
    }
};

} // namespace

TEST_CASE("who is known goes first, and the others still have their turn") {
    spoken_line l;
    for (const char* name : {"a", "b"})
        CHECK(l.join(false, name, name, name));
    for (const char* name : {"1", "2", "3", "4", "5", "6"})
        CHECK(l.join(true, name, "home", "anna"));
    std::string order;
    for (auto n = l.next(); !n.empty(); n = l.next())
        order += n;
    CHECK(order == "1234a56b");
    CHECK(l.line.next() == nullptr);
}

TEST_CASE("no stranger takes all places, and no number of them those of who is known") {
    SUBCASE("one sender") {
        spoken_line l;
        int joined = 0;
        for (int i = 0; i < 50; ++i)
            joined += l.join(false, "x", "192.0.2.1", "account " + std::to_string(i));
        CHECK(joined == login_line::most_of_sender);
        CHECK(l.join(false, "other", "192.0.2.2", "anna"));
    }
    SUBCASE("one account") {
        spoken_line l;
        int joined = 0;
        for (int i = 0; i < 50; ++i)
            joined += l.join(false, "x", "sender " + std::to_string(i), "anna");
        CHECK(joined == login_line::most_of_account);
        CHECK(l.join(false, "other", "192.0.2.2", "vic"));
        CHECK(l.join(true, "anna", "192.0.2.3", "anna"));
        CHECK(l.next() == "anna");
    }
    SUBCASE("all of them") {
        spoken_line l;
        int joined = 0;
        for (int i = 0; i < 200; ++i)
            joined += l.join(false, "x", "sender " + std::to_string(i), "account " + std::to_string(i));
        CHECK(joined == login_line::most_unknown);
        for (std::size_t i = 0; i < login_line::most_known; ++i)
            CHECK(l.join(true, "k", "home", "anna"));
        CHECK_FALSE(l.join(true, "k", "home", "anna"));
        CHECK(l.next() == "k");
    }
}
