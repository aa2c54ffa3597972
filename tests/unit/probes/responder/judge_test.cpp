#include "probes/responder/judge.hpp"

#include "tests/fuzz/hello/one_input.hpp"
#include "tests/source_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace fairway;

namespace {

constexpr std::int64_t hello_time = 1795449600;

wire::site_key other_key() {
    wire::site_key key = fuzz::hello_key();
    key[31] ^= 1;
    return key;
}

wire::hello hello_number(std::uint32_t n, std::int64_t time = hello_time) {
    wire::hello h;
    h.port = 6162;
    h.time = time;
    for (std::size_t i = 0; i < 4; ++i)
        h.nonce[i] = static_cast<std::uint8_t>(n >> 8 * i);
    return h;
}

std::string bytes_of(const wire::hello& h, const wire::site_key& key = fuzz::hello_key()) {
    return wire::encode_hello(h, key);
}

} // namespace

TEST_CASE("which hellos are answered") {
    wire::hello udp = hello_number(1);
    udp.protocol = protocol::udp;
    struct row {
        const char* what;
        std::string bytes;
        hello_verdict says;
    };
    const row rows[] = {
        {"right", bytes_of(hello_number(1)), hello_verdict::answer},
        {"ten minutes slow", bytes_of(hello_number(1, hello_time - 600)), hello_verdict::answer},
        {"ten minutes fast", bytes_of(hello_number(1, hello_time + 600)), hello_verdict::answer},
        {"too slow", bytes_of(hello_number(1, hello_time - 601)), hello_verdict::wrong_clock},
        {"too fast", bytes_of(hello_number(1, hello_time + 601)), hello_verdict::wrong_clock},
        {"no clock", bytes_of(hello_number(1, 0)), hello_verdict::wrong_clock},
        {"beyond all clocks", bytes_of(hello_number(1, INT64_MAX)), hello_verdict::wrong_clock},
        {"another key", bytes_of(hello_number(1), other_key()), hello_verdict::wrong_key},
        {"another key and clock", bytes_of(hello_number(1, 0), other_key()), hello_verdict::wrong_key},
        {"another protocol", bytes_of(udp), hello_verdict::wrong_place},
        {"nothing", "", hello_verdict::no_hello},
        {"something else", "GET / HTTP/1.0\r\n\r\n", hello_verdict::no_hello},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        hello_judge judge(fuzz::hello_key());
        const auto j = judge.judge(r.bytes, protocol::tcp, 6162, hello_time);
        CHECK(j.says == r.says);
        CHECK(j.hello.has_value() == (r.says != hello_verdict::no_hello && r.says != hello_verdict::wrong_key));
    }
    hello_judge judge(fuzz::hello_key());
    CHECK(judge.judge(rows[0].bytes, protocol::tcp, 6160, hello_time).says == hello_verdict::wrong_place);
    // What was turned away elsewhere is not used up.
    CHECK(judge.judge(rows[0].bytes, protocol::tcp, 6162, hello_time).says == hello_verdict::answer);
}

TEST_CASE("no hello is taken twice while it could be valid") {
    for (const std::int64_t skew : {-600, 0, 600}) {
        CAPTURE(skew);
        hello_judge judge(fuzz::hello_key());
        const std::string bytes = bytes_of(hello_number(1, hello_time + skew));
        REQUIRE(judge.judge(bytes, protocol::tcp, 6162, hello_time).says == hello_verdict::answer);
        // Others come meanwhile, so that the memory is tidied up again and again.
        for (std::uint32_t second = 1; second <= 3000; second += 7) {
            const std::int64_t then = hello_time + second;
            REQUIRE(judge.judge(bytes_of(hello_number(second + 1, then)), protocol::tcp, 6162, then).says ==
                    hello_verdict::answer);
            const auto says = judge.judge(bytes, protocol::tcp, 6162, then).says;
            CAPTURE(second);
            CHECK(says == (then - (hello_time + skew) <= 600 ? hello_verdict::replayed : hello_verdict::wrong_clock));
        }
    }
}

TEST_CASE("a clock that goes back does not make a hello new") {
    hello_judge judge(fuzz::hello_key());
    const std::string bytes = bytes_of(hello_number(1));
    REQUIRE(judge.judge(bytes, protocol::tcp, 6162, hello_time).says == hello_verdict::answer);
    CHECK(judge.judge(bytes, protocol::tcp, 6162, hello_time - 600).says == hello_verdict::replayed);
}

TEST_CASE("a full memory refuses rather than forgets, and has room again in time") {
    hello_judge judge(fuzz::hello_key(), 3);
    for (std::uint32_t n = 0; n < 3; ++n)
        REQUIRE(judge.judge(bytes_of(hello_number(n)), protocol::tcp, 6162, hello_time).says == hello_verdict::answer);
    CHECK(judge.judge(bytes_of(hello_number(3)), protocol::tcp, 6162, hello_time).says == hello_verdict::memory_full);
    CHECK(judge.judge(bytes_of(hello_number(0)), protocol::tcp, 6162, hello_time).says == hello_verdict::replayed);
    const std::int64_t later = hello_time + 2401;
    CHECK(judge.judge(bytes_of(hello_number(4, later)), protocol::tcp, 6162, later).says == hello_verdict::answer);
}

TEST_CASE("the fuzzer's corpus holds") {
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(source_directory() + "/tests/fuzz/hello/corpus")) {
        std::ifstream in(file.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << in.rdbuf();
        CAPTURE(file.path().string());
        CHECK_NOTHROW(fuzz::one_hello_input(bytes.str()));
        ++files;
    }
    CHECK(files >= 8);
}
