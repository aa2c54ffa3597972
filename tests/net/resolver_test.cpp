#include "probes/resolver.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;
using std::chrono::milliseconds;

TEST_CASE("numeric addresses stand for themselves; names of this machine resolve") {
    const auto found = resolve({"127.0.0.1", "::1", "localhost", "127.0.0.1"}, milliseconds(5000));
    CHECK(found.size() == 3);
    CHECK(found.at("127.0.0.1").addresses == std::vector<std::string>{"127.0.0.1"});
    CHECK(found.at("::1").addresses == std::vector<std::string>{"::1"});
    const auto& local = found.at("localhost").addresses;
    CHECK((std::count(local.begin(), local.end(), "127.0.0.1") + std::count(local.begin(), local.end(), "::1")) > 0);
    CHECK(found.at("localhost").error.empty());
}

TEST_CASE("a name that cannot be has an error and no address, and costs no more than the deadline") {
    const auto began = std::chrono::steady_clock::now();
    const std::string impossible(70, 'a'); // a label has at most 63 octets (RFC 1035 section 2.3.4)
    const auto found = resolve({impossible}, milliseconds(2000));
    CHECK(found.at(impossible).addresses.empty());
    CHECK(!found.at(impossible).error.empty());
    CHECK(std::chrono::steady_clock::now() - began < milliseconds(4000));
}

TEST_CASE("nothing to resolve") {
    CHECK(resolve({}, milliseconds(1)).empty());
}
