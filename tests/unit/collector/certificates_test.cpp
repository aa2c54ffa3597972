#include "collector/certificates.hpp"

#include "collector/data_directory.hpp"
#include "support/system/file_lock.hpp"
#include "tests/unit/collector/store/folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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
