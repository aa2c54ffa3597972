#include "support/gzip.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("what gzip packs comes back, within the limit") {
    for (const auto& text : {std::string(), std::string("a"), std::string(100000, 'x'), std::string("\0\xff", 2)}) {
        CAPTURE(text.size());
        const auto packed = gzip(text);
        CHECK(gunzip(packed, text.size()) == text);
        if (!text.empty()) CHECK(!gunzip(packed, text.size() - 1));
        for (std::size_t cut = 0; cut < packed.size(); ++cut)
            CHECK(!gunzip(std::string_view(packed).substr(0, cut), text.size()));
        CHECK(!gunzip(packed + "x", text.size()));
    }
}

TEST_CASE("a few bytes that claim to be a gibibyte are refused") {
    const auto bomb = gzip(std::string(64 * 1024 * 1024, '\0'));
    CHECK(bomb.size() < 70000);
    bool too_large = false;
    CHECK(!gunzip(bomb, 8 * 1024 * 1024, &too_large));
    CHECK(too_large);
    CHECK(!gunzip(bomb.substr(0, 1000), 64 * 1024 * 1024, &too_large));
    CHECK(!too_large);
}

TEST_CASE("damage is noticed") {
    const std::string text = "Every report counts. Every report counts.";
    const auto packed = gzip(text);
    for (std::size_t at = 0; at < packed.size(); ++at) {
        auto damaged = packed;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        const auto out = gunzip(damaged, 1000);
        // Time, flags and system in the header say nothing of the data.
        if (out) CHECK(*out == text);
    }
    CHECK(!gunzip(text, 1000));
}

TEST_CASE("a size that is a lie costs nothing and gains nothing") {
    const std::string text(100000, 'x');
    auto packed = gzip(text);
    for (const char claim : {'\0', '\2', '\x7f'}) {
        auto lie = packed;
        lie[lie.size() - 2] = claim;
        lie[lie.size() - 1] = 0;
        CHECK(!gunzip(lie, 200000));
    }
    bool too_large = false;
    CHECK(gunzip(packed, text.size(), &too_large) == text);
    CHECK(!too_large);
    CHECK(!gunzip(packed, text.size() - 1, &too_large));
    CHECK(too_large);
    too_large = false;
    packed.resize(packed.size() / 2);
    CHECK(!gunzip(packed, 200000, &too_large));
    CHECK(!too_large);
}
