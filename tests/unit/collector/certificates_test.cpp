#include "collector/certificates.hpp"

#include "collector/data_directory.hpp"
#include "support/system/file.hpp"
#include "support/system/file_lock.hpp"
#include "support/text_file.hpp"
#include "tests/unit/collector/store/folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

using namespace fairway;
using namespace fairway::collector;
using std::chrono::hours;

namespace {
const wall_time today = std::chrono::system_clock::from_time_t(1'800'000'000);
}

TEST_CASE("an authority and a certificate that it signs") {
    const auto authority = make_authority("Fairway", today);
    const auto ca = read_certificate(authority.certificate);
    CHECK(ca.subject == "Fairway");
    CHECK(ca.sha256.size() == 64);
    CHECK(ca.not_after == today + authority_lifetime);
    CHECK(ca.not_before < today);
    CHECK(is_signed_by(authority.certificate, authority.certificate));

    const auto server = make_server_certificate(authority, {"collector.example", "10.0.0.1", "::1"}, today);
    const auto facts = read_certificate(server.certificate);
    CHECK(facts.subject == "collector.example");
    CHECK(facts.names == std::vector<std::string>{"collector.example", "10.0.0.1", "::1"});
    CHECK(facts.not_after == today + hours(24 * 397));
    CHECK(is_signed_by(server.certificate, authority.certificate));
    CHECK_FALSE(is_signed_by(server.certificate, make_authority("Fairway", today).certificate));
    CHECK(server.key.starts_with("-----BEGIN PRIVATE KEY-----"));
    CHECK(read_certificate(make_authority("Fairway", today).certificate).sha256 != ca.sha256);

    // Never longer than who signs it.
    const auto late = make_server_certificate(authority, {"x"}, today + authority_lifetime - hours(24));
    CHECK(read_certificate(late.certificate).not_after == ca.not_after);
    CHECK_THROWS(read_certificate("nonsense"));
    CHECK_THROWS(make_server_certificate({"nonsense", authority.certificate}, {"x"}, today));
}

TEST_CASE("a certificate is renewed when it is time, for the same names, by its own authority only") {
    const folder place;
    const data_directory data(place / "");
    const auto authority = make_authority("Fairway", today);
    data.put_authority(authority);
    data.put_server(make_server_certificate(authority, {"collector.example", "127.0.0.1"}, today));
    const auto before = read_certificate(data.identity().chain);
    CHECK_FALSE(renew_certificate(data, today));
    CHECK_FALSE(renew_certificate(data, today + hours(24 * 366)));
    const auto later = today + hours(24 * 368);
    CHECK(renew_certificate(data, later));
    const auto after = read_certificate(data.identity().chain);
    CHECK(after.names == before.names);
    CHECK(after.not_after == later + certificate_lifetime);
    CHECK_FALSE(renew_certificate(data, later));

    data.put_server(make_server_certificate(make_authority("Other", today), {"x"}, today));
    CHECK_FALSE(renew_certificate(data, later));
}

TEST_CASE("when a certificate is renewed: both ends, and the way back") {
    constexpr hours day{24};
    constexpr auto year = 365 * day;
    const validity ca{today - day, today + authority_lifetime};
    struct row {
        const char* what;
        hours from, until; ///< of the one in use, from today on
        possible_time now;
        bool renew;
    };
    const row rows[] = {
        {"a new one", -day, 397 * day, today, false},
        {"with a month and a day left", -day, 31 * day, today, false},
        {"with a month left", -day, 30 * day, today, true},
        {"that has expired", -400 * day, -3 * day, today, true},
        {"made by a clock ten years ahead, with the right one", 10 * year, 11 * year, today, true},
        {"made by a clock two hours ahead", -day + hours(2), 397 * day, today, false},
        {"that nobody knows to have expired", -day, 397 * day, {today, today + 2 * year}, true},
        {"that is good for whatever time it is", -day, 800 * day, {today, today + 2 * year}, false},
        {"the same, once the time is known", -day, 800 * day, today, true},
        {"the clock is behind, perhaps", -day, 397 * day, {today - 30 * day, today}, false}, // the CA is no older
        {"that ends with its CA", 9 * year, 10 * year, today + 10 * year - day, false},
        {"after the end of the CA", 9 * year, 10 * year, today + 12 * year, false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const validity in_use{today + r.from, today + r.until};
        CHECK(should_renew(in_use, r.now, ca) == r.renew);
        // Whatever the reason was, it is no reason for another one.
        const auto next = validity_for(r.now, ca);
        if (!next) continue;
        CHECK_FALSE(should_renew(*next, r.now, ca));
        CHECK(next->from < next->until);
        CHECK(next->from >= ca.from);
        CHECK(next->until <= ca.until);
    }
    CHECK(!validity_for(today + 12 * year, ca));
}

TEST_CASE("a clock far ahead locks nobody out: not while it is, and not when it is right again") {
    const folder place;
    const data_directory data(place / "");
    const auto authority = make_authority("Fairway", today);
    data.put_authority(authority);
    data.put_server(make_server_certificate(authority, {"collector.example"}, today));
    const auto far = today + 5 * certificate_lifetime;
    CHECK(renew_certificate(data, {today, far}));
    const auto in_doubt = read_certificate(data.identity().chain);
    CHECK(in_doubt.not_before < today);
    CHECK(in_doubt.not_after > far);
    CHECK_FALSE(renew_certificate(data, {today, far + hours(1)}));
    CHECK(renew_certificate(data, today + hours(2)));
    CHECK(read_certificate(data.identity().chain).not_after == today + hours(2) + certificate_lifetime);

    // One that an earlier version made.
    data.put_server(make_server_certificate(authority, {"collector.example"}, far));
    CHECK(renew_certificate(data, today + hours(2)));
    CHECK(read_certificate(data.identity().chain).not_before < today + hours(2));
}

TEST_CASE("a new CA takes the place of the old one, wherever it is interrupted") {
    const folder place;
    const data_directory data(place / "");
    const auto old = make_authority("Fairway", today);
    data.put_authority(old);
    data.put_server(make_server_certificate(old, {"collector.example", "127.0.0.1"}, today));
    CHECK_FALSE(is_rolling_over(data));
    CHECK(data.authorities() == std::vector{read_authority(old.certificate)});

    const auto later = today + authority_lifetime - hours(24 * 100);
    begin_roll_over(data, later);
    CHECK(is_rolling_over(data));
    CHECK_FALSE(is_half_rolled_over(data));
    const auto both = data.authorities();
    REQUIRE(both.size() == 2);
    CHECK(both[0].sha256 == read_certificate(old.certificate).sha256);
    CHECK(both[1].not_after == later + authority_lifetime);
    CHECK(data.exposed().empty());
    const auto next_key = *read_text_file(data.next_authority_key()).value;

    SUBCASE("not at all") {}
    SUBCASE("after the certificate of the server") {
        data.put_server(make_server_certificate({next_key, both[1].pem}, {"collector.example", "127.0.0.1"}, later));
        CHECK(is_half_rolled_over(data));
    }
    SUBCASE("after the key") {
        data.put_server(make_server_certificate({next_key, both[1].pem}, {"collector.example", "127.0.0.1"}, later));
        REQUIRE(std::rename(data.next_authority_key().c_str(), data.authority_key().c_str()) == 0);
        CHECK(is_half_rolled_over(data));
    }
    write_file_atomically(data.finish_now(), "");
    finish_roll_over(data, later);
    CHECK_FALSE(is_rolling_over(data));
    CHECK_FALSE(is_half_rolled_over(data));
    CHECK_FALSE(is_there(data.next_authority_key()));
    CHECK_FALSE(is_there(data.finish_now()));
    CHECK(data.authorities() == std::vector{both[1]});
    CHECK(data.authority().key == next_key);
    const auto chain = data.identity().chain;
    CHECK(is_signed_by(chain, both[1].pem));
    CHECK(read_certificate(chain).names == std::vector<std::string>{"collector.example", "127.0.0.1"});
    CHECK(read_certificate(data.authorities().front().pem).subject == "Fairway since " + utc_date(later));

    begin_roll_over(data, later + hours(24));
    CHECK(read_certificate(data.authorities().back().pem).subject == "Fairway since " + utc_date(later + hours(24)));
}

TEST_CASE("one collector a folder") {
    const folder place;
    const data_directory data(place / "");
    {
        const auto first = file_lock::take(data.lock());
        CHECK(first);
        CHECK(!file_lock::take(data.lock()));
    }
    CHECK(file_lock::take(data.lock()));
}
