#include "probes/wire/endpoint_mapper.hpp"

#include "../hex.hpp"
#include "tests/endpoint_mapper.hpp"
#include "tests/source_directory.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <random>

using namespace fairway;
using namespace fairway::wire;
using lookup_stage = endpoint_lookup::stage;

namespace {

/// Lets it hear `bytes` in pieces of `step`, and say what it has to.
endpoint_lookup heard(std::string_view bytes, std::size_t step = 100'000, std::size_t* calls = nullptr) {
    endpoint_lookup l(2);
    std::size_t said = l.take_outgoing().empty() ? 0 : 1;
    for (std::size_t end = 0; end <= bytes.size() + step - 1; end += step) {
        for (bool says = true; says;) { // what answers may have come already
            l.receive(bytes.substr(0, end));
            says = !l.take_outgoing().empty();
            said += says ? 1 : 0;
        }
    }
    if (calls != nullptr) *calls = said;
    return l;
}

std::string ports_of(const endpoint_lookup& l) {
    std::string text;
    for (const auto& e : l.endpoints())
        text += (text.empty() ? "" : " ") + std::to_string(e.port);
    return text;
}

/// From the DC of Samba 4.17, both calls.
std::string of_samba() {
    std::ifstream file(source_directory() + "/tests/fuzz/corpus/endpoint_mapper/samba", std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    REQUIRE(bytes.size() > 1);
    return bytes.substr(1); // the first byte is the fuzzer's
}

} // namespace

TEST_CASE("ept_lookup of all that is registered, C706 12.6.4.9 and appendix O") {
    endpoint_lookup l(2);
    CHECK(l.take_outgoing() == unhex("05 00 00 03 10000000 4000 0000 02000000" // header
                                     "28000000 0000 0200"                      // hint, context 0, operation 2
                                     "00000000 00000000 00000000 00000000"     // all elements; no object, interface
                                     "00000000 00000000 0000 0000 0000000000000000" // from the beginning
                                     "f4010000"));                                  // 500 at most
    CHECK(l.take_outgoing().empty());
    CHECK(l.at() == lookup_stage::asking);
    ept_handle next{1, 0x04030201, 0x0605, 0x0807, {9, 10, 11, 12, 13, 14, 15, 16}};
    CHECK(ept_lookup_arguments(next).substr(16, 20) == unhex("01000000 0102030405060708090a0b0c0d0e0f10"));
}

TEST_CASE("what Samba's endpoint mapper has registered") {
    const auto bytes = of_samba();
    for (const std::size_t step : {1u, 7u, 5832u, 100'000u}) {
        CAPTURE(step);
        std::size_t calls = 0;
        const auto l = heard(bytes, step, &calls);
        CHECK(l.at() == lookup_stage::mapping);
        CHECK(calls == 3); // two for the list, and the first that asks for a server
        std::map<std::uint16_t, int> ports;
        for (const auto& e : l.endpoints()) {
            ++ports[e.port];
            CHECK(e.address == "0.0.0.0");
        }
        CHECK(ports == std::map<std::uint16_t, int>{{135, 2}, {49152, 2}, {49153, 9}, {49154, 3}});
    }
    const auto l = heard(bytes);
    // [MS-SAMR] 1.9 and [MS-NRPC] 1.9: interfaces of every domain controller.
    const auto has = [&](const std::string& id) {
        return std::any_of(l.endpoints().begin(), l.endpoints().end(),
                           [&](const auto& e) { return e.interface_id == id; });
    };
    CHECK(has("12345778-1234-abcd-ef00-0123456789ac v1.0"));
    CHECK(has("12345678-1234-abcd-ef00-01234567cffb v1.0"));
}

TEST_CASE("a tower of TCP, and those of others") {
    test::rpc_server s{49664, "\x0a\x01\x02\x03"};
    const auto e = decode_tcp_tower(test::rpc_tower(s));
    REQUIRE(e);
    CHECK(e->interface_id == "12345778-1234-abcd-ef00-0123456789ac v1.2");
    CHECK(e->port == 49664);
    CHECK(e->address == "10.1.2.3");
    const auto tower = test::rpc_tower(s);
    for (std::size_t size = 0; size < tower.size(); ++size)
        CHECK_FALSE(decode_tcp_tower(std::string_view(tower).substr(0, size)));
    s.transport = 0x1f; // ncacn_http
    CHECK_FALSE(decode_tcp_tower(test::rpc_tower(s)));
    s = {0};
    CHECK_FALSE(decode_tcp_tower(test::rpc_tower(s)));
    s = {49664, "\x0a\x01\x02"};
    CHECK_FALSE(decode_tcp_tower(test::rpc_tower(s)));
}

TEST_CASE("how a conversation with an endpoint mapper ends") {
    using test::rpc_entries;
    using test::rpc_response;
    const test::rpc_server a{49664}, b{49665}, http{593, std::string(4, '\0'), 0x1f};
    const auto results = rpc_entries({a, http, b});
    const auto size = results.size();
    std::string endless, many;
    for (std::uint32_t call = 2; call < 20; ++call)
        endless += rpc_response(call, rpc_entries({a}, true));
    for (int i = 0; i < 10; ++i)
        many += rpc_response(2, std::string(60'000, 'x'), i == 0 ? 1 : 0);
    struct row {
        const char* what;
        std::string bytes;
        lookup_stage stage;
        std::string ports;
        std::uint32_t code = 0;
    };
    for (const row& r : std::initializer_list<row>{
             {"one answer", rpc_response(2, results), lookup_stage::mapping, "49664 49665"},
             {"in fragments",
              rpc_response(2, results.substr(0, 50), 1) + rpc_response(2, results.substr(50, 1), 0) +
                  rpc_response(2, results.substr(51), 2),
              lookup_stage::mapping, "49664 49665"},
             {"in two calls", rpc_response(2, rpc_entries({a}, true)) + rpc_response(3, rpc_entries({b}, false)),
              lookup_stage::mapping, "49664 49665"},
             {"an end of its own",
              rpc_response(2, rpc_entries({a}, true)) + rpc_response(3, rpc_entries({}, true, ept_not_registered)),
              lookup_stage::mapping, "49664"},
             {"nothing is registered", rpc_response(2, rpc_entries({}, false, ept_not_registered)), lookup_stage::told,
              ""},
             {"a handle that leads nowhere", rpc_response(2, rpc_entries({}, true)), lookup_stage::told, ""},
             {"access denied", test::rpc_fault(2, 5), lookup_stage::refused, "", 5},
             {"access denied later", rpc_response(2, rpc_entries({a}, true)) + test::rpc_fault(3, 5),
              lookup_stage::refused, "49664", 5},
             {"another status", rpc_response(2, rpc_entries({}, false, 0x16c9a0cd)), lookup_stage::refused, "",
              0x16c9a0cd},
             {"a list without end", endless, lookup_stage::cut, "49664 49664 49664 49664 49664 49664 49664 49664"},
             {"too many results", many, lookup_stage::cut, ""},
             {"the first fragment twice", rpc_response(2, results.substr(0, 50), 1) + rpc_response(2, results, 1),
              lookup_stage::nonsense, ""},
             {"no first fragment", rpc_response(2, results, 2), lookup_stage::nonsense, ""},
             {"results that end early", rpc_response(2, results.substr(0, size - 1)), lookup_stage::nonsense, ""},
             {"an answer to another call", rpc_response(3, results), lookup_stage::nonsense, ""},
             {"an answer to a bind", test::rpc_bind_ack(2), lookup_stage::nonsense, ""},
             {"another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n", lookup_stage::nonsense, ""},
             {"nothing", "", lookup_stage::asking, ""},
             {"not all", rpc_response(2, results).substr(0, 100), lookup_stage::asking, ""},
         }) {
        CAPTURE(r.what);
        for (const std::size_t step : {1000u, 11u}) {
            std::size_t calls = 0;
            const auto l = heard(r.bytes, step, &calls);
            CHECK(l.at() == r.stage);
            CHECK(ports_of(l) == r.ports);
            CHECK(l.code() == r.code);
            CHECK(calls <= endpoint_lookup::most_calls + 1);
        }
    }
}

TEST_CASE("after the list, a server at each port is asked for as its clients do, C706 appendix O") {
    using test::rpc_response;
    const test::rpc_server a{49664, "\x0a\x01\x02\x03"}, again{49664}, b{49665}, mapper{135};
    const auto list = rpc_response(2, test::rpc_entries({a, again, b, mapper}));
    endpoint_lookup l(2);
    CHECK_FALSE(l.take_outgoing().empty());
    l.receive(list);
    CHECK(l.at() == lookup_stage::mapping);
    CHECK_FALSE(l.is_over());
    // The last port first; without port and address, whatever these are.
    const auto tower = test::rpc_tower({0});
    const auto asked = l.take_outgoing();
    CHECK(asked.size() == 24 + 28 + 4 + tower.size() + 1 + 24);
    CHECK(asked.substr(0, 24) == unhex("05 00 00 03 10000000 9c00 0000 03000000  84000000 0000 0300"));
    CHECK(asked.substr(24, 28) == unhex("01000000 00000000000000000000000000000000 02000000 4b000000"));
    CHECK(asked.substr(52, 4) == unhex("4b000000"));
    CHECK(asked.substr(56, tower.size()) == tower);
    CHECK(asked.substr(56 + tower.size()) == unhex("00 0000000000000000000000000000000000000000 01000000"));
    SUBCASE("all are answered, whatever the answers say") {
        std::string bytes = list + test::rpc_fault(3, 5);
        l.receive(bytes);
        CHECK_FALSE(l.take_outgoing().empty());
        bytes += rpc_response(4, "half", 1) + rpc_response(4, "and half", 2);
        l.receive(bytes);
        CHECK_FALSE(l.take_outgoing().empty());
        CHECK(l.at() == lookup_stage::mapping);
        l.receive(bytes + rpc_response(5, "x"));
        CHECK(l.take_outgoing().empty());
    }
    SUBCASE("what cannot be read ends it") {
        l.receive(list + "HTTP/1.1 400 Bad Request\r\n\r\n");
    }
    CHECK(l.at() == lookup_stage::told);
    CHECK(ports_of(l) == "49664 49664 49665 135");
}

TEST_CASE("of many ports, not all are asked for") {
    std::vector<test::rpc_server> servers;
    for (std::uint16_t i = 0; i < 100; ++i)
        servers.push_back({static_cast<std::uint16_t>(49152 + i)});
    auto bytes = test::rpc_response(2, test::rpc_entries(servers));
    for (std::uint32_t call = 3; call < 100; ++call)
        bytes += test::rpc_response(call, "x");
    std::size_t calls = 0;
    const auto l = heard(bytes, bytes.size(), &calls);
    CHECK(l.at() == lookup_stage::told);
    CHECK(calls == 1 + endpoint_lookup::most_maps);
    CHECK(l.endpoints().size() == 100);
}

TEST_CASE("damaged lists end, and hold no more than came") {
    const auto bytes = of_samba();
    for (std::size_t size = 0; size < bytes.size(); size += 13)
        CHECK(heard(std::string_view(bytes).substr(0, size)).at() == lookup_stage::asking);
    std::mt19937 random(7);
    for (int i = 0; i < 500; ++i) {
        auto damaged = bytes;
        for (auto n = random() % 3 + 1; n > 0; --n)
            damaged[random() % 400] = static_cast<char>(random());
        CHECK(heard(damaged, random() % 9000 + 1).endpoints().size() <= bytes.size() / 60);
    }
}
