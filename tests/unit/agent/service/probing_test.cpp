#include "agent/service/probing.hpp"

#include "matrix/matrix.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace fairway;

namespace {

flow a_flow(const char* id, port_list ports, listens l) {
    flow f;
    f.id = id;
    f.sources = {{"test@1", {1}}};
    f.from = "client";
    f.to = "server";
    f.ports = std::move(ports);
    f.listens = l;
    return f;
}

assignment given() {
    assignment a;
    role client, server;
    client.id = "client";
    server.id = "server";
    a.matrix.roles = {client, server};
    a.matrix.flows = {a_flow("data", {{2500, 3300}}, listens::on_demand),
                      a_flow("more", {{4000, 4100}}, listens::on_demand),
                      a_flow("service", {{6100, 6190}}, listens::service)};
    a.self.name = "web01";
    a.self.roles = {"client"};
    site_host host;
    host.name = "vbr01";
    host.roles = {"server"};
    a.site.hosts = {host};
    return a;
}

const port_list& probed(const plan& p, const std::string& flow) {
    for (const auto& c : p.requirements)
        if (c.flow->id == flow) return c.probed;
    throw std::runtime_error("no check of " + flow);
}

} // namespace

TEST_CASE("a run probes a rotating sample of on-demand ranges, and all else whole") {
    const auto a = given();
    service_config c;
    c.check.plan.sample = 16;
    c.full_ranges = {"mo*"};
    std::set<std::uint16_t> seen;
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
        const auto p = plan_of_run(c, a, seed, std::nullopt);
        const auto& data = probed(p, "data");
        CHECK(count(data) == 16);
        CHECK(contains(data, 2500));
        CHECK(contains(data, 3300));
        for (const auto port : expand(data))
            seen.insert(port);
        CHECK(probed(p, "more") == port_list{{4000, 4100}});
        CHECK(probed(p, "service") == port_list{{6100, 6190}});
    }
    CHECK(seen.size() > 700); // all 801 in the end
    c.check.plan.sample = 0;
    CHECK(probed(plan_of_run(c, a, 1, std::nullopt), "data") == port_list{{2500, 3300}});
}

TEST_CASE("what was troubled stays in the sample") {
    const auto a = given();
    service_config c;
    c.check.plan.sample = 2;
    const settled_run last{{"data", "vbr01", finding_kind::blocked, outcome::fail, {{2777, 2777}}}};
    CHECK(probed(plan_of_run(c, a, 1, last), "data") == port_list{{2500, 2500}, {2777, 2777}, {3300, 3300}});
}

TEST_CASE("a configuration in words") {
    const auto a = given();
    service_config c;
    CHECK(in_words(plan_of_run(c, a, 0, std::nullopt), c) ==
          "web01 (client) probes 3 flows to 1 target, every 5 minutes");
}
