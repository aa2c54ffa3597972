// What docs/example-site.json leads to. FAIRWAY_UPDATE_GOLDEN=1 writes it into docs/matrix.md, as it does golden files.
#include "matrix/plan.hpp"
#include "matrix/shipped.hpp"
#include "tests/golden.hpp"
#include "text/columns.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

using namespace fairway;

namespace {

std::string text_of_source(const std::string& name) {
    std::ifstream file(source_directory() + "/" + name, std::ios::binary);
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

/// How much there is to probe from a host, and from others towards it.
struct plan_size {
    std::size_t flows = 0, mandatory = 0, ports = 0, inbound = 0;
    std::set<std::string> targets;
};

plan_size size_of(const plan& p) {
    plan_size size;
    size.flows = p.requirements.size();
    size.inbound = p.inbounds.size();
    for (const auto& r : p.requirements) {
        size.mandatory += r.required && r.questions.empty() && r.flow->fallback_of.empty() ? 1 : 0;
        size.ports += count(r.ports);
        size.targets.insert(r.target);
    }
    return size;
}

plan_size size_of(const site& s, const site_host& host) {
    plan_options o;
    o.phase = phase::operation;
    return size_of(make_plan(default_matrix(), s, host, o));
}

site example_site() {
    const std::string name = "docs/example-site.json";
    auto read = read_site(text_of_source(name), name, default_matrix());
    for (const auto& p : read.problems)
        FAIL_CHECK(to_string(p));
    REQUIRE(read.value);
    return std::move(*read.value);
}

} // namespace

TEST_CASE("the documents say what each host of the example must reach") {
    constexpr std::string_view begin = "<!-- example -->\n", end = "<!-- /example -->\n";
    const auto s = example_site();
    std::string table =
        "| host | roles | flows from here | of these mandatory | to hosts and services | ports | flows to "
        "here |\n|---|---|---|---|---|---|---|\n";
    plan_size sum;
    for (const auto& host : s.hosts) {
        const auto size = size_of(s, host);
        table += "| " + host.name + " | `" + joined(host.roles, std::string::npos, "`, `") + "` | " +
                 std::to_string(size.flows) + " | " + std::to_string(size.mandatory) + " | " +
                 std::to_string(size.targets.size()) + " | " + std::to_string(size.ports) + " | " +
                 std::to_string(size.inbound) + " |\n";
        sum.flows += size.flows;
        sum.mandatory += size.mandatory;
        sum.ports += size.ports;
    }
    table += "| " + std::to_string(s.hosts.size()) + " hosts | | " + std::to_string(sum.flows) + " | " +
             std::to_string(sum.mandatory) + " | | " + std::to_string(sum.ports) + " | |\n";
    auto page = text_of_source("docs/matrix.md");
    const auto from = page.find(begin), to = page.find(end);
    REQUIRE(from != std::string::npos);
    REQUIRE(to != std::string::npos);
    page.replace(from + begin.size(), to - from - begin.size(), table);
    check_file("docs/matrix.md", page);
}

TEST_CASE("no host of the example stands alone, and no flow of it waits for an answer") {
    const auto s = example_site();
    for (const auto& host : s.hosts) {
        CAPTURE(host.name);
        const auto p = make_plan(default_matrix(), s, host, {});
        CHECK(p.requirements.size() + p.inbounds.size() > 0);
        for (const auto& r : p.requirements) {
            CAPTURE(to_string(r));
            CHECK(r.questions.empty());
        }
    }
}

// Of the rows of the pages that name these roles, as a person reads them: what may be counted on to be in the plan.
TEST_CASE("the example's plans have what the vendor's pages ask for") {
    const auto s = example_site();
    struct row {
        const char *from, *to, *ports;
    };
    for (const auto& r : {
             row{"vbr01", "db01", "5432"},          // configuration database
             row{"vbr01", "vcenter01", "443"},      // vSphere API
             row{"vbr01", "proxy02", "22"},         // deployment over SSH
             row{"proxy01", "esx01", "902"},        // VM disks over the network
             row{"proxy01", "repo02", "2500-3300"}, // data where 6162 does not work
             row{"gateway01", "nas01", "445"},      // the share
             row{"esx01", "mount01", "2049"},       // vPower NFS
             row{"wan01", "wan02", "6165"},         // from one to the other
             row{"vbr01", "tape01", "6166"},        // tape server
             row{"guest-proxy01", "web01", "22"},   // Linux guests
             row{"unit01", "vbr01", "10006"},       // agents
             row{"vbr01", "dc01", "53"},            // names
         }) {
        CAPTURE(std::string(r.from));
        CAPTURE(std::string(r.to));
        CAPTURE(std::string(r.ports));
        const auto* host = s.find_host(r.from);
        REQUIRE(host);
        const auto p = make_plan(default_matrix(), s, *host, {});
        const auto wanted = parse_port_list(r.ports);
        REQUIRE(wanted);
        CHECK(std::any_of(p.requirements.begin(), p.requirements.end(),
                          [&](const requirement& its) { return its.target == r.to && contains(its.ports, *wanted); }));
    }
}
