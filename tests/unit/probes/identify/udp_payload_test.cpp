#include "probes/identify/udp_payload.hpp"

#include "probes/wire/dns.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace fairway;
using namespace std::string_literals;

TEST_CASE("each UDP port gets what its service understands") {
    struct row {
        std::uint16_t port;
        std::size_t size;
    };
    for (const row& r : {row{53, 17}, row{137, 50}, row{138, 44}, row{6162, 0}, row{1, 0}}) {
        CAPTURE(r.port);
        CHECK(udp_exchange_for(r.port).request.size() == r.size);
    }
}

TEST_CASE("an answer must be one to this very request") {
    const auto dns = udp_exchange_for(53);
    const std::string refused = dns.request.substr(0, 2) + "\x81\x05"s + dns.request.substr(4);
    CHECK(dns.is_answer(refused));
    CHECK_FALSE(dns.is_answer("garbage"));
    CHECK_FALSE(dns.is_answer(""));
    const char other_id = static_cast<char>(refused[0] ^ 1);
    CHECK_FALSE(dns.is_answer(other_id + refused.substr(1)));

    const auto names = udp_exchange_for(137);
    const std::string any_name = names.request.substr(12, 34);
    CHECK(names.is_answer(names.request.substr(0, 2) + "\x84\x00\x00\x00\x00\x01\x00\x00\x00\x00"s + any_name +
                          "\x00\x21\x00\x01\x00\x00\x00\x00\x00\x01\x00"s));
    CHECK_FALSE(names.is_answer(names.request));

    const auto datagram = udp_exchange_for(138);
    CHECK(datagram.is_answer("\x16"s + datagram.request.substr(1)));
    CHECK_FALSE(datagram.is_answer(datagram.request));

    CHECK(udp_exchange_for(6162).is_answer(""));
    CHECK(udp_exchange_for(6162).is_answer("anything"));
}

TEST_CASE("transaction ids differ") {
    for (const std::uint16_t port : {std::uint16_t{53}, std::uint16_t{137}, std::uint16_t{138}}) {
        CAPTURE(port);
        std::set<std::string> requests;
        for (int i = 0; i < 16; ++i)
            requests.insert(udp_exchange_for(port).request);
        CHECK(requests.size() > 8); // of 65536 ids
    }
}
