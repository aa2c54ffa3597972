#include "collector/session_book.hpp"

#include "collector/store/sqlite/sqlite_store.hpp"
#include "tests/unit/collector/store/folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;
using std::chrono::hours;

namespace {

const wall_time logged_in_at = std::chrono::system_clock::from_time_t(1'800'000'000);
const std::string anna_s(64, 'a');

struct open_book {
    folder place;
    std::unique_ptr<sqlite_store> kept = open_sqlite_store(place / "x.db");
    session_book book{*kept};

    open_book() { kept->put_account(anna, "test", logged_in_at); }
    account_row anna{"anna", account_role::admin, "hash 1", false};
    session_row session{"anna", account_role::admin, "csrf", logged_in_at + hours(12)};
};

} // namespace

TEST_CASE("a session counts before the database has it, and as before once it has") {
    open_book b;
    CHECK(!b.book.find(anna_s, logged_in_at));
    b.book.begin(anna_s, b.session, "hash 1");
    for (const bool saved : {false, true}) {
        CAPTURE(saved);
        if (saved) b.book.save(anna_s);
        CHECK(b.kept->session(anna_s, logged_in_at).has_value() == saved);
        const auto found = b.book.find(anna_s, logged_in_at);
        REQUIRE(found);
        CHECK(found->account == "anna");
        CHECK(found->csrf == "csrf");
        CHECK(!b.book.find(anna_s, logged_in_at + hours(12)));
        CHECK(!b.book.find(std::string(64, 'b'), logged_in_at));
    }
    b.book.end(anna_s);
    CHECK(!b.book.find(anna_s, logged_in_at)); // whatever the database says
    CHECK(b.kept->session(anna_s, logged_in_at));
    b.book.save(anna_s);
    CHECK(!b.kept->session(anna_s, logged_in_at));
}

TEST_CASE("whoever changes an account ends its sessions, saved or not") {
    open_book b;
    b.book.begin(anna_s, b.session, "hash 1");
    auto changed = b.anna;
    SUBCASE("disabled") {
        changed.disabled = true;
    }
    SUBCASE("another password") {
        changed.password = "hash 2";
    }
    b.kept->put_account(changed, "test", logged_in_at);
    CHECK(!b.book.find(anna_s, logged_in_at));
    b.book.save(anna_s); // late
    CHECK(!b.book.find(anna_s, logged_in_at));
}

TEST_CASE("a role that was taken away is gone at once") {
    open_book b;
    b.book.begin(anna_s, b.session, "hash 1");
    b.anna.role = account_role::viewer;
    b.kept->put_account(b.anna, "test", logged_in_at);
    REQUIRE(b.book.find(anna_s, logged_in_at));
    CHECK(b.book.find(anna_s, logged_in_at)->role == account_role::viewer);
}

TEST_CASE("sessions that the database never takes are bounded: the oldest goes") {
    open_book b;
    const auto name = [](std::size_t i) { return std::to_string(i); };
    for (std::size_t i = 0; i <= session_book::most_unsaved; ++i)
        b.book.begin(name(i), b.session, "hash 1");
    CHECK(!b.book.find(name(0), logged_in_at));
    CHECK(b.book.find(name(1), logged_in_at));
    CHECK(b.book.find(name(session_book::most_unsaved), logged_in_at));
}
