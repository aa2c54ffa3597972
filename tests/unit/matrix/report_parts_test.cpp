#include "matrix/report_parts.hpp"
#include "matrix/report_reader.hpp"

#include "tests/unit/agent/sample_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using namespace fairway;
using nlohmann::json;

namespace {

/// The findings of the sample for each of so many targets, in turns: no target's findings are next to each other.
report many_targets(int targets) {
    report r = test::sample_report();
    const auto findings = std::exchange(r.findings, {});
    for (const auto& f : findings)
        for (int i = 0; i < targets; ++i) {
            r.findings.push_back(f);
            r.findings.back().requirement.target = f.requirement.target + "-" + std::to_string(i);
        }
    return r;
}

std::vector<reported_part> read_all(const std::vector<std::string>& parts) {
    std::vector<reported_part> all;
    for (const auto& part : parts) {
        auto read = read_reported_part(part);
        for (const auto& p : read.problems)
            MESSAGE(to_string(p));
        REQUIRE(read.value);
        all.push_back(std::move(*read.value));
    }
    return all;
}

json sorted(json findings) {
    std::vector<std::string> texts;
    for (const auto& f : findings)
        texts.push_back(f.dump());
    std::sort(texts.begin(), texts.end());
    return texts;
}

std::vector<std::string> targets_of(const reported_part& part) {
    std::vector<std::string> targets;
    for (const auto& f : part.findings)
        if (std::find(targets.begin(), targets.end(), f.target) == targets.end()) targets.push_back(f.target);
    return targets;
}

} // namespace

TEST_CASE("a report that fits is one part: the report itself") {
    const report& r = test::sample_report();
    const auto parts = to_parts(r);
    REQUIRE(parts.size() == 1);
    const json whole = json::parse(parts[0]);
    json expected = json::parse(to_json(r).dump());
    // Only the order of targets that come back later may differ.
    CHECK(sorted(whole["findings"]) == sorted(expected["findings"]));
    json without = whole;
    without.erase("findings");
    expected.erase("findings");
    CHECK(without == expected);
    CHECK(whole["interval_s"].is_null());
    CHECK(whole["targets"] == json({"vbr01", "repo01", "nas", "nas2", "nas3", "s3.example"}));
}

TEST_CASE("parts together say what the report says, and each target is in one of them") {
    report r = many_targets(40);
    r.interval_s = 300;
    r.stand_in_for = "appliance";
    const json whole = json::parse(to_json(r).dump());
    for (const std::size_t limit : {1u, 3'000u, 20'000u, 100'000u, 1'000'000u}) {
        CAPTURE(limit);
        const auto parts = to_parts(r, limit);
        const auto read = read_all(parts);
        json findings = json::array();
        std::set<std::string> told;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            CAPTURE(i);
            const json part = json::parse(parts[i]);
            const bool last = i + 1 == parts.size();
            findings.insert(findings.end(), part["findings"].begin(), part["findings"].end());
            for (const auto* key : {"run_id", "fairway", "host", "roles", "stand_in_for", "phase", "complete", "matrix",
                                    "started_at", "duration_ms", "interval_s", "summary", "coverage"})
                CHECK(part.at(key) == whole.at(key));
            CHECK(part["part"] == i + 1);
            CHECK(part["parts"] == parts.size());
            CHECK(part["not_probed"] == (last ? whole["not_probed"] : json::array()));
            CHECK(part["notes"] == (last ? whole["notes"] : json::array()));
            CHECK(part.contains("targets") == last);
            const auto targets = targets_of(read[i]);
            for (const auto& target : targets)
                CHECK(told.insert(target).second);
            CHECK((parts[i].size() <= limit || targets.size() <= 1));
            CHECK(read[i].interval_s == 300);
            CHECK(read[i].stand_in_for == "appliance");
            CHECK(read[i].counts.fail == summarize(r).fail);
        }
        CHECK(sorted(findings) == sorted(whole["findings"]));
        REQUIRE(read.back().targets);
        CHECK(std::set<std::string>(read.back().targets->begin(), read.back().targets->end()) == told);
        CHECK(told.size() == 6 * 40);
    }
}

TEST_CASE("what a part says of a finding") {
    const auto part = read_all(to_parts(test::sample_report())).at(0);
    CHECK(part.run_id == "0123456789abcdef0123456789abcdef");
    CHECK(part.host == "web01");
    CHECK(part.stand_in_for.empty());
    CHECK(part.roles == std::vector<std::string>{"agent-linux"});
    CHECK(part.phase == phase::onboarding);
    CHECK(names_of(part.matrices) == "veeam-agents@2026-01-19");
    CHECK(part.started_at == "2026-11-23T01:59:58Z");
    CHECK(part.duration_ms == 3512);
    CHECK(part.interval_s == 0);
    CHECK(part.counts.warn == 3);
    CHECK(json::parse(part.not_probed).size() == 3);
    CHECK(json::parse(part.notes) == json({"This machine has no route to fd00::9."}));
    const json document = json::parse(to_parts(test::sample_report()).at(0));
    REQUIRE(part.findings.size() == document["findings"].size());
    for (std::size_t i = 0; i < part.findings.size(); ++i) {
        const auto& f = part.findings[i];
        const json& j = document["findings"][i];
        CAPTURE(f.flow);
        CHECK(json::parse(f.detail) == j);
        CHECK(f.flow == j["flow"]);
        CHECK(f.from == j["from"]);
        CHECK(f.to == j["to"]);
        CHECK(f.target == j["target"]);
        CHECK(f.protocol == j["protocol"]);
        CHECK(f.ports == j["ports"]);
        CHECK(f.text == j["text"]);
        CHECK(f.advice == (j["advice"].is_null() ? json("") : j["advice"]));
        CHECK(f.question == (j["question"].is_null() ? json("") : j["question"]));
        CHECK(f.purpose == j["purpose"]);
        CHECK(f.installed == (j["state_of_target"] == "installed"));
        CHECK(f.required == j["required"]);
        CHECK(f.accepted == !j["accepted"].is_null());
        CHECK(to_string(f.finding) == j["finding"]);
        CHECK(to_string(f.outcome) == j["outcome"]);
        CHECK(f.counts() == (f.accepted ? outcome::skip : f.outcome));
    }
}

TEST_CASE("a part is filled to the limit, and no further") {
    const report r = many_targets(3); // 18: the numbers of parts are given room for two digits
    const auto whole = to_parts(r).at(0).size();
    CHECK(to_parts(r, whole + 2).size() == 1);
    const auto two = to_parts(r, whole - 1);
    REQUIRE(two.size() == 2);
    CHECK(two[0].size() <= whole - 1);
    const auto limit = two[0].size();
    CHECK(to_parts(r, limit + 2).at(0).size() == limit);
    CHECK(to_parts(r, limit - 1).at(0).size() < limit - 1);
}

TEST_CASE("one target that is larger than a part makes a larger part of its own") {
    report r = test::sample_report();
    const finding one = r.findings[2];
    for (auto& f : r.findings)
        f.requirement.target = "small";
    std::vector<flow> flows(200, *one.requirement.flow);
    for (std::size_t i = 0; i < flows.size(); ++i) {
        flows[i].id = "a:b:tcp:" + std::to_string(i + 1);
        r.findings.push_back(one);
        r.findings.back().requirement.target = "huge";
        r.findings.back().requirement.flow = flows[i];
    }
    r.findings.push_back(one);
    r.findings.back().requirement.target = "other";
    const auto parts = to_parts(r, 20'000);
    REQUIRE(parts.size() == 3);
    CHECK(parts[0].size() <= 20'000);
    CHECK(parts[1].size() > 100'000);
    CHECK(parts[2].size() <= 20'000);
    const auto read = read_reported_part(parts[1]);
    REQUIRE(read.value);
    CHECK(read.value->findings.size() == 200);
}

TEST_CASE("an end that has no room beside findings gets a part of its own") {
    report r = test::sample_report();
    r.notes.assign(100, std::string(200, 'n'));
    const auto parts = to_parts(r, to_parts(r).at(0).size() - 1);
    REQUIRE(parts.size() == 2);
    const auto read = read_all(parts);
    CHECK(read[0].findings.size() == r.findings.size());
    CHECK(read[1].findings.empty());
    CHECK(read[1].targets->size() == 6);
}

TEST_CASE("a run that probed nothing is a report all the same") {
    report r = test::sample_report();
    r.findings.clear();
    const auto read = read_all(to_parts(r));
    REQUIRE(read.size() == 1);
    CHECK(read[0].findings.empty());
    CHECK(read[0].targets == std::vector<std::string>());
}

TEST_CASE("whatever a network says of itself, a reader takes the report") {
    report r = test::sample_report();
    SUBCASE("bytes that are no UTF-8") {
        r.findings[0].text = "alias evil\xff\xc3";
        r.findings[0].addresses[0].spans[0].seen.identity = "SSH \x80";
        r.notes.push_back("\xed\xa0\x80");
        r.findings[1].text = std::string(8000, '\xff');
    }
    SUBCASE("texts without end") {
        r.findings[0].text = std::string(9000, 'x');
        r.findings[0].advice = std::string(8190, 'x') + "ä" + std::string(10, 'x');
        r.notes.push_back(std::string(100'000, 'n'));
        r.skipped[0].text = std::string(9000, 'x');
        const auto part = read_all(to_parts(r)).at(0);
        CHECK(part.findings[0].text == std::string(8189, 'x') + "…");
        CHECK(part.findings[0].advice == std::string(8189, 'x') + "…");
    }
    SUBCASE("thousands of addresses and ports that fare differently by turns") {
        auto& f = r.findings[1];
        f.addresses.resize(3000, f.addresses[0]);
        auto& spans = f.addresses[0].spans;
        const auto two = spans;
        while (spans.size() < 5000)
            spans.insert(spans.end(), two.begin(), two.end());
        const auto part = read_all(to_parts(r)).at(0);
        const auto& detail = part.findings[1].detail;
        CHECK(detail.size() > 255'000);
        CHECK(json::parse(detail)["addresses"].size() == 1);
        f.addresses.resize(2);
        f.addresses[0].spans.resize(10);
        CHECK(json::parse(read_all(to_parts(r)).at(0).findings[1].detail)["addresses"].size() == 2);
    }
    read_all(to_parts(r));
}
