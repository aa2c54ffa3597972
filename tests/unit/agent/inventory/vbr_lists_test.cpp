#include "agent/inventory/vbr_lists.hpp"

#include "tests/has.hpp"
#include "tests/unit/agent/inventory/vbr_samples.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace fairway;
using test::has;

namespace {

const vbr_list& list_named(const std::string& name) {
    for (const auto& list : vbr_lists())
        if (list.name == name) return list;
    throw std::logic_error(name);
}

read_result<vbr_page> read_into(const std::string& name, const std::string& text, vbr_inventory& into) {
    return read_vbr_answer(list_named(name), text, name, into);
}

std::string problem_of(const std::string& name, const std::string& text) {
    vbr_inventory into;
    const auto read = read_into(name, text, into);
    return read ? std::string() : to_string(read.problems.front());
}

std::string one_entity(const std::string& entity) {
    return R"({"data": [)" + entity + "]}";
}

} // namespace

TEST_CASE("the answers of a small infrastructure") {
    vbr_inventory all;
    for (const auto& list : vbr_lists()) {
        CAPTURE(std::string(list.name));
        const auto page = read_into(list.name, test::vbr_samples().at(list.name), all);
        for (const auto& p : page.problems)
            MESSAGE(to_string(p));
        REQUIRE(page);
        CHECK(page.value->total == page.value->entities);
    }
    CHECK(all.name == "backup.lab.example");
    CHECK(all.build == "13.0.1.1071");
    REQUIRE(all.servers.size() == 5);
    CHECK(all.servers[0].backup_server);
    CHECK(all.servers[0].appliance);
    CHECK(all.servers[1].data_ports == port_range{2500, 2599});
    REQUIRE(all.servers[1].components.size() == 2);
    CHECK(all.servers[1].components[1].name == "Transport");
    CHECK(all.servers[1].components[1].port == 7162);
    CHECK(all.servers[3].vi_host_type == "VC");
    REQUIRE(all.repositories.size() == 3);
    REQUIRE(all.repositories[0].mounts.size() == 1);
    CHECK(all.repositories[0].mounts[0].server == "s3");
    CHECK(all.repositories[0].mounts[0].nfs);
    CHECK(all.repositories[1].share == R"(\\filer.lab.example\backup)");
    CHECK(all.repositories[1].gateways == std::vector<std::string>{"s3"});
    CHECK(!all.repositories[1].any_gateway);
    CHECK(all.repositories[2].service_point == "https://objects.lab.example:9021");
    REQUIRE(all.computers.size() == 4);
    CHECK(all.computers[1].plugins == std::vector<std::string>{"MSSQL"});
    CHECK(all.protection_groups[0].distribution_server == "s3");
    CHECK(all.preferred_networks == std::vector<std::string>{"192.0.2.0/26", "10.1.0.0/255.255.0.0"});
}

TEST_CASE("unknown words and keys pass, null is absent, and pages may overlap") {
    vbr_inventory all;
    REQUIRE(read_into("managedServers", one_entity(R"({"id":"1","name":"a","type":"QuantumHost","x":[{}]})"), all));
    REQUIRE(read_into("managedServers", one_entity(R"({"id":"1","name":"a"},{"id":"2","name":null})"), all));
    REQUIRE(all.servers.size() == 2);
    CHECK(all.servers[0].type == "QuantumHost");
    CHECK(all.servers[1].name.empty());
    const auto page = read_into("proxies", R"({"data":[{"id":"1"}],"pagination":{"total":7}})", all);
    REQUIRE(page);
    CHECK(page.value->entities == 1);
    CHECK(page.value->total == 7);
}

TEST_CASE("older servers have ports and gateways in other places") {
    vbr_inventory all;
    REQUIRE(read_into("managedServers", one_entity(R"({"id":"1","name":"a","type":"LinuxHost",
                                     "sshSettings":{"managementPort":6200,"components":[]}})"),
                      all));
    REQUIRE(all.servers[0].components.size() == 1);
    CHECK(all.servers[0].components[0].name == "managementPort");
    REQUIRE(read_into("repositories", one_entity(R"({"id":"1","type":"Nfs","share":{"sharePath":"n:/x",
                                     "gatewayServer":{"gatewayServerId":"g"}},"mountServer":{"mountServerId":"m"}})"),
                      all));
    CHECK(all.repositories[0].gateways == std::vector<std::string>{"g"});
    CHECK(all.repositories[0].mounts[0].server == "m");
}

TEST_CASE("what is known must be of its type and within its bounds") {
    struct row {
        const char* list;
        std::string text;
        const char* problem;
    };
    const std::string long_text(1025, 'x');
    std::string deep = "1";
    for (int i = 0; i < 40; ++i)
        deep = "[" + deep + "]";
    const row rows[] = {
        {"managedServers", "", "managedServers: is empty"},
        {"managedServers", "<html>", "managedServers: line 1, column 1"},
        {"managedServers", "[]", "/data: expected a list of entities"},
        {"managedServers", R"({"data": {"a": 1}})", "/data: expected a list of entities"},
        {"managedServers", R"({"data": [], "data": []})", "given twice"},
        {"managedServers", one_entity("5"), "/data/0: expected an object, found the number 5"},
        {"managedServers", one_entity(R"({"name": 5})"), "/data/0/name: expected a text, found the number 5"},
        {"managedServers", one_entity(R"({"name": ")" + long_text + R"("})"), "/data/0/name: is longer than 1024"},
        {"managedServers", one_entity(R"({"isBackupServer": "yes"})"),
         "/data/0/isBackupServer: expected true or false"},
        {"managedServers", one_entity(R"({"sshSettings": []})"), "/data/0/sshSettings: expected an object"},
        {"managedServers", one_entity(R"({"sshSettings": {"components": [{"port": 70000}]}})"),
         "/data/0/sshSettings/components/0/port: expected a number from 0 to 65535"},
        {"managedServers", one_entity(R"({"sshSettings": {"components": [{"port": -1}]}})"),
         "expected a number from 0"},
        {"managedServers", one_entity(R"({"sshSettings": {"components": [{"port": 6160.5}]}})"), "expected a number"},
        {"managedServers", one_entity(R"({"sshSettings": {"portRangeStart": 9, "portRangeEnd": 8}})"),
         "the range 9-8 runs backwards"},
        {"managedServers", one_entity(R"({"x": )" + deep + "}"), "nested deeper than"},
        {"managedServers", R"({"data": [], "pagination": {"total": 200001}})",
         "/pagination/total: the server has 200001 entities; at most 200000 are read"},
        {"managedServers", R"({"data": [], "pagination": {"total": "1"}})", "/pagination/total: expected a number"},
        {"discoveredEntities", one_entity(R"({"ipAddresses": "10.0.0.1"})"), "/data/0/ipAddresses: expected a list"},
        {"discoveredEntities", one_entity(R"({"ipAddresses": [1]})"), "/data/0/ipAddresses/0: expected a text"},
        {"serverInfo", "[]", "expected an object, found a list"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.text.substr(0, 100));
        const auto problem = problem_of(r.list, r.text);
        CAPTURE(problem);
        CHECK(has(problem, r.problem));
    }
}

TEST_CASE("no answer is larger than 8 MiB, no list longer than 200,000 entities") {
    const auto huge = R"({"data": [)" + std::string(longest_vbr_answer, ' ') + "]}";
    CHECK(has(problem_of("proxies", huge), "8"));
    std::string many = R"({"data": [{})";
    for (std::size_t i = 0; i < most_vbr_entities; ++i)
        many += ",{}";
    CHECK(has(problem_of("proxies", many + "]}"), "has 200001 entities; at most 200000 are read"));
    std::string addresses = R"({"data": [{"ipAddresses": [""])";
    addresses.insert(addresses.size() - 1, [] {
        std::string more;
        for (int i = 0; i < 1000; ++i)
            more += ",\"\"";
        return more;
    }());
    CHECK(has(problem_of("discoveredEntities", addresses + "}]}"), "has 1001 entries; at most 1000 are read"));
}

TEST_CASE("every beginning of an answer is a problem and not a crash") {
    for (const auto& [name, text] : test::vbr_samples()) {
        for (std::size_t size = 0; size < text.size(); ++size) {
            vbr_inventory into;
            CHECK(!read_into(name, text.substr(0, size), into));
        }
    }
}
