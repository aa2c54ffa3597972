#include "agent/reporting/authorities.hpp"

#include "tests/certificates.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using nlohmann::json;
using test::make_card;

namespace {

constexpr long day = 24 * 3600;

std::string answer_with(const std::vector<std::string>& pems) {
    json items = json::array();
    for (const auto& pem : pems)
        items.push_back({{"pem", pem}, {"sha256", "whatever it says"}});
    return json{{"items", items}, {"next", nullptr}}.dump();
}

std::string announced(const std::string& pem) {
    return fingerprints_of(authorities_in(pem));
}

} // namespace

TEST_CASE("who is trusted, as the collector and people hear of it") {
    const auto first = make_card({.name = "First", .valid_until = 10 * day, .authority = true});
    const auto second = make_card({.name = "Second", .valid_until = 20 * day, .authority = true});
    const auto all = authorities_in(first.pem() + "some words\n" + second.pem());
    REQUIRE(all.size() == 2);
    CHECK(all[0].is_ca);
    CHECK(all[0].pem == first.pem());
    const auto there = fingerprints_of(all);
    CHECK(there.size() == 64 + 1 + 64);
    CHECK(there == fingerprints_of({all[1], all[0]}));
    CHECK(there.substr(0, 64) < there.substr(65));
    const auto now = std::chrono::system_clock::now();
    REQUIRE(last_end_of(all));
    CHECK(*last_end_of(all) > now + std::chrono::hours(24 * 19));
    CHECK(*last_end_of({all[0]}) < now + std::chrono::hours(24 * 11));

    CHECK(authorities_in("").empty());
    CHECK(authorities_in("nonsense").empty());
    CHECK(!last_end_of({}));
    CHECK(fingerprints_of({}).empty());
    std::string many;
    for (int i = 0; i < 10; ++i)
        many += first.pem();
    CHECK(authorities_in(many).size() == most_authorities);
}

TEST_CASE("an answer is believed only if it is what was announced, and all of it CAs") {
    const auto first = make_card({.name = "First", .authority = true}).pem();
    const auto second = make_card({.name = "Second", .authority = true}).pem();
    const auto server = make_card({.name = "Server"}).pem();
    const auto good = read_authorities(answer_with({first, second}), announced(second + first));
    REQUIRE(good);
    CHECK(*good.value == first + second);

    struct row {
        std::string body, announced, why;
    };
    const row rows[] = {
        {answer_with({first}), announced(first + second), "not the certificates that were announced"},
        {answer_with({first, second}), announced(first), "not the certificates that were announced"},
        {answer_with({server}), announced(server), "is not the certificate of a CA"},
        {answer_with({first + second}), announced(first + second), "not one certificate"},
        {answer_with({"nonsense"}), announced(first), "not one certificate"},
        {answer_with({}), "", "no list of 1 to 4"},
        {answer_with({first, first, first, first, first}), announced(first), "no list of 1 to 4"},
        {R"({"items":[1]})", announced(first), "not one certificate"},
        {R"({"items":[{"pem":1}]})", announced(first), "not one certificate"},
        {R"({"items":{}})", announced(first), "no list of 1 to 4"},
        {"{}", announced(first), "no list of 1 to 4"},
        {"[]", announced(first), "not a JSON object"},
        {"<html>", announced(first), "not a JSON object"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.body);
        const auto read = read_authorities(r.body, r.announced);
        REQUIRE(!read);
        CHECK(read.problems.front().message.find(r.why) != std::string::npos);
    }
}
