#include "matrix/requirement.hpp"

#include "matrix/assess.hpp"
#include "matrix/plan.hpp"
#include "matrix/report.hpp"
#include "tests/unit/matrix/small_matrix.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace fairway;

namespace {

struct rules_and_site {
    matrix rules = small_matrix();
    fairway::site site;

    rules_and_site() {
        site_host host;
        host.name = "web01";
        host.roles = {"agent-linux"};
        site.hosts = {host};
        site.accept = {{"*", "*", "path-open", "known", "2027-01-01"}};
    }
    plan make() const {
        site_host self;
        self.name = "vbr01";
        self.roles = {"server"};
        plan_options o;
        o.phase = phase::operation;
        return make_plan(rules, site, self, o);
    }
};

std::vector<seen_address> refusing(std::uint16_t port) {
    observation seen;
    seen.state = state::closed;
    seen.reason = reason::conn_refused;
    seen.answered_by = "10.0.0.5";
    return {{"web01", "10.0.0.5", "10.0.7.3", true, {{port, seen}}, "", {}}};
}

} // namespace

TEST_CASE("plans and findings outlive the matrix and the site that they were made from") {
    auto from = std::make_unique<rules_and_site>();
    const plan p = from->make();
    REQUIRE(p.requirements.size() == 2);
    const finding f = assess(p.requirements[0], refusing(6160), from->site, "2026-11-23");
    from.reset();
    CHECK(p.requirements[0].flow->id == "server:agent:tcp:6160");
    CHECK(to_string(p.requirements[0]) == "TCP 6160 to web01 [server:agent:tcp:6160]");
    CHECK(to_string(f) == "server:agent:tcp:6160 to web01: path-open, fail");
    REQUIRE(f.accepted);
    CHECK(f.accepted->reason == "known");
}

TEST_CASE("what says the same is equal, whoever made it") {
    const auto once = rules_and_site().make(), again = rules_and_site().make();
    CHECK((once == again));
    report a;
    a.findings = {assess(once.requirements[0], refusing(6160), rules_and_site().site, "2026-11-23")};
    report b;
    b.findings = {assess(again.requirements[0], refusing(6160), rules_and_site().site, "2026-11-23")};
    CHECK((a == b));
    const report copy = a;
    CHECK((copy == a));
    b.findings[0].addresses[0].spans[0].seen.tls = tls_facts{};
    CHECK(!(a == b));
    a.findings[0].addresses[0].spans[0].seen.tls = tls_facts{}; // another of the same contents
    CHECK((a == b));
    auto flow = *b.findings[0].requirement.flow;
    flow.purpose = "another";
    b.findings[0].requirement.flow = flow;
    CHECK(!(a == b));
}
