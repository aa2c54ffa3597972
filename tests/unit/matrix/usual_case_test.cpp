// What the shipped matrices ask of an ordinary site that states no facts: see "What is usual" in docs/matrix-review.md.
#include "matrix/assess.hpp"
#include "matrix/fallback.hpp"
#include "matrix/join_matrices.hpp"
#include "matrix/plan.hpp"
#include "matrix/shipped.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;

namespace {

const matrix& all_pages() {
    static const matrix joined = join_matrices({shipped_matrix("veeam-agents@2026-04-16").value(),
                                                shipped_matrix("veeam-backup@2026-05-26").value()})
                                     .value.value();
    return joined;
}

site_host host(std::string name, std::vector<std::string> roles) {
    site_host h;
    h.name = std::move(name);
    h.roles = std::move(roles);
    return h;
}

/// "full", "assumed", "asked", "optional" or "not".
std::string counts(const site& s, const site_host& self, const std::string& flow) {
    for (const auto& c : make_plan(all_pages(), s, self, {}).requirements)
        if (c.flow->id == flow)
            return !c.questions.empty()    ? "asked"
                   : !c.required           ? "optional"
                   : c.assumptions.empty() ? "full"
                                           : "assumed";
    return "not";
}

const std::string guests = "guest-interaction-proxy:guest-windows:tcp:";

} // namespace

TEST_CASE("guests are processed over the network, without persistent agents") {
    site s;
    s.hosts = {host("gip", {"guest-interaction-proxy-windows"}), host("vm", {"guest-windows"}),
               host("db", {"sql-server-guest"})};
    const auto& self = s.hosts[0];
    CHECK(counts(s, self, guests + "445") == "assumed");
    CHECK(counts(s, self, guests + "6160") == "asked"); // of the other way
    CHECK(counts(s, self, "guest-interaction-proxy:guest-os:tcp:2500-3300") == "optional");
    CHECK(counts(s, self, "guest-interaction-proxy:sql-server-guest:tcp:6167") == "asked"); // not all have log backup
    CHECK(counts(s, s.hosts[0], "guest-interaction-proxy:sql-server-guest:tcp:445") == "asked");
    s.facts = {{"networkless", "true"}};
    CHECK(counts(s, self, guests + "445") == "not");
    s.facts = {{"networkless", "false"}, {"persistent_agent", "false"}};
    CHECK(counts(s, self, guests + "445") == "full");
}

TEST_CASE("where a persistent agent answers in a guest, the other way fails in vain") {
    site s;
    s.hosts = {host("gip", {"guest-interaction-proxy-windows"}), host("vm", {"guest-windows"})};
    observation open, rejected;
    open.reason = reason::syn_ack;
    open.state = state::open;
    open.evidence = evidence::connected;
    rejected.reason = reason::admin_prohibited;
    rejected.state = state::filtered;
    rejected.answered_by = "10.0.7.1";
    const auto outcome_of_445 = [&](const observation& on_6160) {
        std::vector<finding> findings;
        for (const auto& c : make_plan(all_pages(), s, s.hosts[0], {}).requirements) {
            const auto port = c.ports.front().first;
            if (port != 445 && port != 6160) continue;
            const seen_address seen{"vm", "10.0.0.5", "10.0.7.3", false, {{port, port == 445 ? rejected : on_6160}},
                                    ""};
            findings.push_back(assess(c, {seen}, s, "2026-01-01"));
        }
        weigh_fallbacks(findings);
        const auto it = std::find_if(findings.begin(), findings.end(),
                                     [](const auto& f) { return f.requirement.flow->id == guests + "445"; });
        REQUIRE(it != findings.end());
        return it->outcome;
    };
    CHECK(outcome_of_445(open) == outcome::warn);
    CHECK(outcome_of_445(rejected) == outcome::fail);
}

TEST_CASE("the backup server goes to object storage where there is no gateway server") {
    const std::string flow = "backup-server:amazon-s3:tcp:443";
    site s;
    s.hosts = {host("vbr", {"backup-server"})};
    s.endpoints["amazon-s3"] = {{"backup-1.s3.amazonaws.com", std::nullopt}};
    CHECK(counts(s, s.hosts[0], flow) == "assumed");
    s.hosts.push_back(host("gate", {"gateway-server-linux"}));
    CHECK(counts(s, s.hosts[0], flow) == "asked");
    CHECK(counts(s, s.hosts[1], "gateway-server:amazon-s3:tcp:443") == "full");
    s.facts = {{"object_storage_gateway", "true"}};
    CHECK(counts(s, s.hosts[0], flow) == "optional");
    s.facts = {{"object_storage_gateway", "false"}};
    CHECK(counts(s, s.hosts[0], flow) == "full");
}

TEST_CASE("each proxy may write to a share where no gateway server is chosen") {
    const std::string flow = "backup-proxy:smb-repository:tcp:445";
    site s;
    s.hosts = {host("proxy", {"backup-proxy-windows"}), host("nas", {"smb-repository"})};
    CHECK(counts(s, s.hosts[0], flow) == "assumed");
    s.hosts.push_back(host("gate", {"gateway-server-windows"}));
    CHECK(counts(s, s.hosts[0], flow) == "asked");
    s.hosts[1].facts = {{"explicit_gateway", "true"}};
    CHECK(counts(s, s.hosts[0], flow) == "not");
}

TEST_CASE("machines of a restore or a virtual lab run only then") {
    for (const auto& r : all_pages().roles) {
        CAPTURE(r.id);
        const bool of_a_job = r.id.ends_with("-appliance") || r.id == "virtual-lab-vm" ||
                              r.id == "azure-restore-proxy" || r.id == "azure-restored-vm" ||
                              r.id == "azure-template-vm";
        const bool stays = r.id == "veeam-infrastructure-appliance" || r.id == "deduplicating-appliance";
        CHECK(!r.runs_only.empty() == (of_a_job && !stays));
    }
}
