#include "text/ip_address.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <random>

using namespace fairway;

// The system's own functions know the same texts, and write the same.
TEST_CASE("addresses are read and written as the system does") {
    std::mt19937 random(20261127);
    const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };

    for (int i = 0; i < 200'000; ++i) {
        std::string bytes(below(4) == 0 ? 4 : 16, '\0');
        const unsigned zeros = below(9), kind = below(4);
        for (std::size_t at = 0; at < bytes.size(); at += 2) {
            if (below(8) < zeros) continue; // also long runs of zeros
            bytes[at] = static_cast<char>(below(256));
            bytes[at + 1] = static_cast<char>(below(256));
            if (kind == 0) bytes[at] = '\0'; // also leading ones
            if (kind == 1) bytes[at] = bytes[at + 1] = '\xff';
        }
        char written[INET6_ADDRSTRLEN] = "";
        const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
        REQUIRE(::inet_ntop(family, bytes.data(), written, sizeof written) != nullptr);
        const auto address = ip_address_of_bytes(bytes);
        REQUIRE(address);
        REQUIRE(to_string(*address) == written);
        REQUIRE(parse_ip_address(written) == address);
    }

    // Texts that are or nearly are addresses.
    const std::string_view parts[] = {"0",  "1",       "ff", "1234", "12345", "255", "256",
                                      "01", "1.2.3.4", "",   "g",    "::",    ":"};
    int good = 0;
    for (int i = 0; i < 200'000; ++i) {
        const char mark = below(4) == 0 ? '.' : ':';
        std::string text;
        for (unsigned left = mark == '.' ? 3 + below(3) : below(10); left > 0; --left) {
            if (!text.empty()) text += mark;
            text += parts[below(3) == 0 ? below(std::size(parts)) : below(4)];
        }
        CAPTURE(text);
        char bytes[16];
        std::optional<ip_address> expected;
        if (::inet_pton(AF_INET, text.c_str(), bytes) == 1) expected = ip_address_of_bytes({bytes, 4});
        if (::inet_pton(AF_INET6, text.c_str(), bytes) == 1) expected = ip_address_of_bytes({bytes, 16});
        REQUIRE(parse_ip_address(text) == expected);
        good += expected.has_value();
    }
    CHECK(good > 1000);
}
