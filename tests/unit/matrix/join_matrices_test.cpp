#include "matrix/join_matrices.hpp"

#include "tests/unit/matrix/parts.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace fairway;
using test::if_fact;

namespace {

matrix one_page(const std::string& id, const std::string& version, std::vector<flow> flows) {
    matrix m;
    m.sources = {{id, version, id, "https://example.com/" + id, "2026-01-19"}};
    m.roles = {{"a", "A", {}, false, false, false, false, "", ""}, {"b", "B", {}, false, false, false, false, "", ""}};
    m.facts = {{"x", fact::type::boolean, fact::subject::site, "X?", {}},
               {"y", fact::type::boolean, fact::subject::site, "Y?", {}}};
    for (auto& f : flows) {
        f.sources = {{name_of(m.sources[0]), {7}}};
        m.flows.push_back(std::move(f));
    }
    return m;
}

flow from_a_to_b(port_list ports) {
    flow f;
    f.from = "a";
    f.to = "b";
    f.ports = std::move(ports);
    f.id = "a:b:tcp:" + to_string(f.ports);
    f.purpose = f.id;
    return f;
}

flow joined(const flow& first, const flow& second) {
    const auto all = join_matrices({one_page("p", "1", {first}), one_page("q", "2", {second})});
    REQUIRE(all);
    REQUIRE(all.value->flows.size() == 1);
    return all.value->flows[0];
}

std::string problem_of(std::vector<matrix> matrices) {
    const auto all = join_matrices(std::move(matrices));
    REQUIRE_FALSE(all);
    return all.problems.at(0).message;
}

} // namespace

TEST_CASE("one matrix stays as it is; several keep the order of their flows") {
    const auto p = one_page("p", "1", {from_a_to_b({{22, 22}}), from_a_to_b({{80, 80}})});
    CHECK(to_json(*join_matrices({p}).value) == to_json(p));
    const auto all = join_matrices({p, one_page("q", "2", {from_a_to_b({{80, 80}}), from_a_to_b({{443, 443}})})});
    REQUIRE(all);
    CHECK(all.value->flow_ids() == std::vector<std::string>{"a:b:tcp:22", "a:b:tcp:80", "a:b:tcp:443"});
    CHECK(all.value->flows[1].sources == std::vector<source_rows>{{"p@1", {7}}, {"q@2", {7}}});
    CHECK(names_of(all.value->sources) == "p@1, q@2");
    CHECK(all.value->roles.size() == 2);
    CHECK(to_json(*all.value)["schema"] == "fairway-matrices/1");
    CHECK(to_json(*all.value)["flows"][1]["sources"][1]["matrix"] == "q@2");
}

TEST_CASE("a flow that two pages have is needed where either needs it") {
    auto always = from_a_to_b({{22, 22}}), sometimes = always, optional = always;
    sometimes.when = if_fact("x");
    optional.when = if_fact("y");
    optional.required_when = if_fact("x");

    auto f = joined(always, sometimes);
    CHECK(f.when == condition());
    CHECK(f.disagreements == std::vector<std::string>{"p@1: needed always; q@2: needed if x"});
    f = joined(sometimes, sometimes);
    CHECK(f.when == if_fact("x"));
    CHECK(f.disagreements.empty());
    f = joined(sometimes, optional);
    CHECK(to_string(f.when) == "x or y");
    REQUIRE(f.required_when);
    CHECK(to_string(*f.required_when) == "x or (y and x)");
    CHECK(f.disagreements == std::vector<std::string>{"p@1: needed if x; q@2: needed if y, mandatory if x"});
}

TEST_CASE("a mere fallback is one only where all pages say so") {
    const auto plain = from_a_to_b({{2500, 3300}});
    auto fallback = plain;
    fallback.fallback_of = {{6162, 6162}};
    CHECK(to_string(joined(fallback, fallback).fallback_of) == "6162");
    CHECK(joined(fallback, fallback).disagreements.empty());
    CHECK(joined(fallback, plain).fallback_of.empty());
    CHECK(joined(plain, fallback).disagreements ==
          std::vector<std::string>{"p@1: used anyway; q@2: used only where 6162 does not work"});
}

TEST_CASE("what a port that refuses means is the milder of two opinions; endpoints and identities add up") {
    auto service = from_a_to_b({{80, 80}}), on_demand = service;
    on_demand.listens = listens::on_demand;
    on_demand.identify = "http";
    on_demand.endpoints = {{"", "one.example", "", ""}};
    service.endpoints = {{"", "two.example", "", ""}, {"", "one.example", "", ""}};
    const auto f = joined(service, on_demand);
    CHECK(f.listens == listens::on_demand);
    CHECK(f.disagreements == std::vector<std::string>{"p@1: listens: service; q@2: listens: on-demand"});
    CHECK(f.identify == "http");
    CHECK(f.endpoints.size() == 2);
}

TEST_CASE("what cannot be joined") {
    const auto p = one_page("p", "1", {from_a_to_b({{22, 22}})});
    auto other_words = one_page("q", "2", {from_a_to_b({{22, 22}})});
    other_words.roles[1].title = "Something else";
    CHECK(problem_of({p, other_words}) == R"(role "b" has another definition in p@1 than in q@2)");
    other_words = one_page("q", "2", {from_a_to_b({{22, 22}})});
    other_words.facts[0].of = fact::subject::to;
    CHECK(problem_of({p, other_words}) == R"(fact "x" has another definition in p@1 than in q@2)");
    CHECK(problem_of({p, one_page("p", "2", {from_a_to_b({{22, 22}})})}) ==
          "two revisions of one matrix at once: p@1 and p@2; name one of them");
}
