#include "agent/reporting/spool_file.hpp"
#include "support/system/clock.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

using namespace fairway;
using std::chrono::hours;

namespace {

spool_entry example_entry() {
    spool_entry e;
    e.header.sequence = 42;
    e.header.part = 2;
    e.header.parts = 3;
    e.header.run_id = "00ff";
    e.header.created = {*parse_utc_time("2026-11-25T02:29:13Z"), "5d9a-1", std::chrono::seconds(77)};
    e.body = "{\"run_id\":\"00ff\"}";
    return e;
}

const std::string example_name = "00000000000000000042-00002.report";

} // namespace

TEST_CASE("a spool file says what it is, and comes back") {
    const auto e = example_entry();
    CHECK(spool_file_name(42, 2) == example_name);
    const auto bytes = encode_spool_file(e);
    const std::string line =
        "fairway-spool/1 sequence=42 part=2 parts=3 run=00ff created=1795573753 boot=5d9a-1 uptime=77 length=17";
    CHECK(bytes.substr(0, line.size()) == line);
    CHECK(bytes.substr(line.size(), 7) == " crc32=");
    CHECK(bytes.substr(line.size() + 15) == "\n" + e.body);
    // As zlib's own crc32 sees it, at once.
    const auto covered = line + e.body;
    const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(covered.data()), static_cast<uInt>(covered.size()));
    CHECK(std::stoul(bytes.substr(line.size() + 7, 8), nullptr, 16) == crc);

    const auto back = decode_spool_file(example_name, bytes);
    REQUIRE(back);
    CHECK(back->header.sequence == 42);
    CHECK(back->header.part == 2);
    CHECK(back->header.parts == 3);
    CHECK(back->header.run_id == "00ff");
    CHECK(back->header.created.wall == e.header.created.wall);
    CHECK(back->header.created.boot == "5d9a-1");
    CHECK(back->header.created.uptime == std::chrono::seconds(77));
    CHECK(back->body == e.body);
}

TEST_CASE("what cannot be written as a word is left out") {
    auto e = example_entry();
    e.header.run_id = "a b\nc";
    e.header.created.boot = "";
    e.body = "";
    const auto back = decode_spool_file(example_name, encode_spool_file(e));
    REQUIRE(back);
    CHECK(back->header.run_id == "-");
    CHECK(back->header.created.boot.empty());
}

TEST_CASE("every truncation, every changed bit and every byte too many is found") {
    const auto bytes = encode_spool_file(example_entry());
    for (std::size_t n = 0; n < bytes.size(); ++n)
        CHECK(!decode_spool_file(example_name, bytes.substr(0, n)));
    for (std::size_t n = 0; n < bytes.size(); ++n)
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = bytes;
            changed[n] = static_cast<char>(changed[n] ^ (1 << bit));
            CAPTURE(n);
            CHECK(!decode_spool_file(example_name, changed));
        }
    for (std::size_t n = 0; n <= bytes.size(); ++n)
        CHECK(!decode_spool_file(example_name, std::string(bytes).insert(n, 1, '0')));
    CHECK(!decode_spool_file("00000000000000000043-00002.report", bytes));
    CHECK(!decode_spool_file(example_name, std::string(100000, 'x')));
}

TEST_CASE("names of spool files") {
    CHECK(is_spool_file_name(example_name));
    CHECK(spool_file_name(9, 1) < spool_file_name(10, 1));
    CHECK(spool_file_name(9, 9) < spool_file_name(9, 10));
    CHECK(sequence_of(example_name) == 42);
    CHECK(sequence_of("99999999999999999999-00001.report") == 0);
    for (const char* other : {"00000000000000000042-00002.report.tmp", "0000000000000000004x-00002.report", "counters",
                              "00000000000000000042_00002.report", "", "quarantine"})
        CHECK(!is_spool_file_name(other));
}

TEST_CASE("ages, whatever clocks do") {
    const auto at = [](const char* wall, const char* boot, std::int64_t uptime) {
        return clock_reading{*parse_utc_time(wall), boot, std::chrono::seconds(uptime)};
    };
    struct row {
        const char* what;
        clock_reading created, now;
        std::int64_t age;
        bool too_old; ///< of seven days
    };
    const char* at_noon = "2026-11-25T12:00:00Z";
    const row rows[] = {
        {"same boot", at(at_noon, "a", 100), at("2026-11-25T12:01:00Z", "a", 160), 60, false},
        {"same boot, clock a day back", at(at_noon, "a", 100), at("2026-11-24T12:01:00Z", "a", 160), 60, false},
        {"same boot, clock a month on", at(at_noon, "a", 100), at("2026-12-25T12:00:00Z", "a", 160), 60, false},
        {"same boot, clock set after 1970", at("1970-01-01T00:00:05Z", "a", 100), at(at_noon, "a", 160), 60, false},
        {"same boot, eight days", at(at_noon, "a", 0), at(at_noon, "a", 8 * 86400), 8 * 86400, true},
        {"exactly seven days", at(at_noon, "a", 0), at(at_noon, "a", 7 * 86400), 7 * 86400, false},
        {"other boot", at(at_noon, "a", 100), at("2026-11-25T13:00:00Z", "b", 50), 3600, false},
        {"other boot, clock a day back", at(at_noon, "a", 100), at("2026-11-24T12:00:00Z", "b", 50), 0, false},
        {"other boot, clock at 1970", at(at_noon, "a", 100), at("1970-01-01T00:00:00Z", "b", 90000), 0, false},
        {"made before the clock was set", at("1970-01-01T00:01:00Z", "a", 60), at(at_noon, "b", 90000), 0, false},
        {"other boot, eight days", at(at_noon, "a", 100), at("2026-12-03T12:00:01Z", "b", 90000), 8 * 86400 + 1, true},
        {"the same, just booted", at(at_noon, "a", 100), at("2026-12-03T12:00:01Z", "b", 60), 8 * 86400 + 1, false},
        {"boots unknown", at(at_noon, "", 100), at("2026-11-25T12:00:07Z", "", 50), 7, false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        CHECK(age_of(r.created, r.now).count() == r.age);
        CHECK(too_old(r.created, r.now, hours(7 * 24)) == r.too_old);
    }
}

TEST_CASE("counters come back, or nothing does") {
    const spool_counters c{1042, 7, 2, 1};
    const auto bytes = encode_spool_counters(c);
    const auto back = decode_spool_counters(bytes);
    REQUIRE(back);
    CHECK(back->next_sequence == 1042);
    CHECK(back->dropped == 7);
    CHECK(back->damaged == 2);
    CHECK(back->refused == 1);
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        CHECK(!decode_spool_counters(bytes.substr(0, n)));
        auto changed = bytes;
        changed[n] = static_cast<char>(changed[n] ^ 1);
        CHECK(!decode_spool_counters(changed));
    }
}
