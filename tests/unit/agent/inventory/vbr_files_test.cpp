#include "agent/inventory/vbr_files.hpp"

#include "tests/has.hpp"
#include "tests/unit/agent/inventory/vbr_samples.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using test::has;

namespace {

std::string export_of(const std::string& more) {
    return R"({"schema": "fairway-vbr-inventory/1", "exported": "2026-11-28T00:00:00Z", )" + more + "}";
}

const std::string least = R"("serverInfo": {"name": "vbr"}, "managedServers": [], "repositories": [])";

} // namespace

TEST_CASE("a directory with saved answers") {
    const test::scratch_folder folder;
    CHECK(has(to_string(read_vbr_path(folder.path()).problems.at(0)), "serverInfo.json: is missing; save the answer to "
                                                                      "GET /api/v1/serverInfo"));
    for (const auto* name : {"serverInfo", "managedServers", "repositories"})
        test::write(folder / (std::string(name) + ".json"), test::vbr_samples().at(name));
    const auto some = read_vbr_path(folder.path());
    REQUIRE(some);
    CHECK(some.value->servers.size() == 5);
    CHECK(some.value->not_read.size() == 6);
    CHECK(has(some.value->not_read[0], "no proxies.json (GET /api/v1/backupInfrastructure/proxies)"));

    test::write(folder / "proxies.json", "\xEF\xBB\xBF"
                                         R"({"data": [{"id": "1"}], "pagination": {"total": 3}})");
    const auto part = read_vbr_path(folder.path());
    REQUIRE(part);
    CHECK(has(part.value->not_read[0], "proxies.json has 1 of 3 entities; save it again with ?limit=3"));

    test::write(folder / "proxies.json", "{");
    test::write(folder / "mountServers.json", "[");
    CHECK(read_vbr_path(folder.path()).problems.size() == 2); // all at once
}

TEST_CASE("one file, as PowerShell 5.1 and 7 write it") {
    struct row {
        std::string proxies;
        std::size_t count;
    };
    const row rows[] = {
        {"[]", 0},
        {"null", 0},
        {R"([{"name": "a"}, {"name": "b"}])", 2},
        {R"({"name": "a"})", 1},                          // a list of one, unwrapped
        {R"({"value": [{"name": "a"}], "Count": 1})", 1}, // as 5.1 has lists in objects
        {R"({"data": [{"name": "a"}], "pagination": {"total": 1}})", 1},
    };
    for (const auto& r : rows) {
        CAPTURE(r.proxies);
        const auto read = read_vbr_export(export_of(least + R"(, "proxies": )" + r.proxies), "x.json");
        REQUIRE(read);
        CHECK(read.value->proxies.size() == r.count);
        CHECK(read.value->name == "vbr");
    }
}

TEST_CASE("lists in entities, as Windows PowerShell 5.1 may write them") {
    const auto read = read_vbr_export(
        export_of(least + R"(, "discoveredEntities": {"type": "Computer", "name": "a", "operatingSystem": "Linux",
                             "ipAddresses": {"value": ["192.0.2.1"], "Count": 1}})"),
        "x.json");
    REQUIRE(read);
    REQUIRE(read.value->computers.size() == 1);
    CHECK(read.value->computers[0].addresses == std::vector<std::string>{"192.0.2.1"});
}

TEST_CASE("what is no export") {
    struct row {
        std::string text;
        const char* problem;
    };
    const row rows[] = {
        {"", "x.json: is empty"},
        {"[]", "x.json"},
        {R"({"schema": "fairway-site/1"})", "fairway-vbr-inventory/1"},
        {export_of(R"("a": 1)"), "x.json: /serverInfo: is missing"},
        {export_of(least + R"(, "proxies": 5)"), "x.json: /proxies: expected an object, found the number 5"},
        {export_of(least + R"(, "proxies": [{"name": 5}])"), "x.json: /proxies/0/name: expected a text"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.text);
        const auto read = read_vbr_export(r.text, "x.json");
        REQUIRE(!read);
        CHECK(has(to_string(read.problems[0]), r.problem));
    }
}
