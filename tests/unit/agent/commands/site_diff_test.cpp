#include "tests/has.hpp"
#include "tests/schema_file.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>

using namespace fairway;
using test::has;

namespace {

const std::string older_site = R"({"schema": "fairway-site/1", "facts": {"netbios": false},
    "hosts": [{"name": "vbr01", "roles": ["backup-server"]},
              {"name": "repo01", "addresses": ["10.0.0.7"], "roles": ["repository"], "ports": {"2500-3300": "2500-2509"}},
              {"name": "web01", "roles": ["agent-linux"]}]})";

const std::string newer_site = R"({"schema": "fairway-site/1", "facts": {"netbios": true},
    "hosts": [{"name": "VBR01.", "roles": ["backup-server"]},
              {"name": "repo01", "addresses": ["10.0.0.8"], "roles": ["repository", "dns-server"],
               "ports": {"2500-3300": "2500-2599", "6162": 7162}, "facts": {}},
              {"name": "web02", "roles": ["agent-linux"], "installed": true}],
    "endpoints": {"s3-compatible": ["s3.example.com:9000"]}})";

} // namespace

TEST_CASE("what differs between two site files") {
    const test::scratch_folder folder;
    const auto before = folder / "old.json", after = folder / "new.json";
    test::write(before, older_site);
    test::write(after, newer_site);
    const auto same = test::call({"site", "diff", before, before});
    CHECK(same.status == exit_status::ok);
    CHECK(same.out == "0 hosts added, 0 removed, 0 changed\n");

    const auto r = test::call({"site", "diff", before, after});
    CHECK(r.status == exit_status::failed);
    CHECK(r.err == "");
    CHECK(r.out == "+ web02  agent-linux\n"
                   "- web01  agent-linux\n"
                   "~ repo01\n"
                   "    role: + dns-server\n"
                   "    address: - 10.0.0.7\n"
                   "    address: + 10.0.0.8\n"
                   "    port 2500-3300: 2500-2509 -> 2500-2599\n"
                   "    port 6162: + 7162\n"
                   "~ the whole site\n"
                   "    fact netbios: false -> true\n"
                   "    service s3-compatible: + used\n"
                   "    endpoint s3-compatible: + s3.example.com:9000\n"
                   "1 host added, 1 removed, 1 changed; the site as a whole changed\n");

    const auto in_json = test::call({"site", "diff", before, after, "--format", "json"});
    CHECK(in_json.status == exit_status::failed);
    const auto j = nlohmann::json::parse(in_json.out);
    CHECK(j["schema"] == "fairway-site-diff/1");
    CHECK(j["added"][0]["name"] == "web02");
    CHECK(j["removed"][0]["roles"] == nlohmann::json{"agent-linux"});
    CHECK(j["changed"][0]["name"] == "repo01");
    CHECK(j["changed"][0]["changes"][3] ==
          nlohmann::json{{"what", "port"}, {"key", "2500-3300"}, {"before", "2500-2509"}, {"after", "2500-2599"}});
    CHECK(j["changed"][0]["changes"][0] ==
          nlohmann::json{{"what", "role"}, {"key", nullptr}, {"before", nullptr}, {"after", "dns-server"}});
    CHECK(j["site"].size() == 3);
}

TEST_CASE("the schema of differences has the keys that are printed") {
    const test::scratch_folder folder;
    test::write(folder / "old.json", older_site);
    test::write(folder / "new.json", newer_site);
    const auto j = nlohmann::json::parse(
        test::call({"site", "diff", folder / "old.json", folder / "new.json", "--format", "json"}).out);
    const auto s = schema_file::read("fairway-site-diff-1.schema.json");
    schema_file::check_references(s, s);
    const auto same_keys = [](const nlohmann::json& printed, const nlohmann::json& rule) {
        std::set<std::string> keys, properties;
        for (const auto& entry : printed.items())
            keys.insert(entry.key());
        for (const auto& entry : rule.at("properties").items())
            properties.insert(entry.key());
        CHECK(keys == properties);
        CHECK(rule.at("required").get<std::set<std::string>>() == properties);
    };
    same_keys(j, s);
    same_keys(j["added"][0], s["$defs"]["host"]);
    same_keys(j["changed"][0], s["properties"]["changed"]["items"]);
    same_keys(j["changed"][0]["changes"][0], s["$defs"]["change"]);
    CHECK(s["properties"]["schema"]["const"] == j["schema"]);
}

TEST_CASE("site diff: wrong calls and files") {
    const test::scratch_folder folder;
    const auto good = folder / "a.json", bad = folder / "b.json";
    test::write(good, older_site);
    test::write(bad, R"({"schema": "fairway-site/1", "hosts": [{"name": "x", "roles": ["agent"]}]})");
    CHECK(has(test::call({"site", "diff"}).err, "which site files?"));
    CHECK(has(test::call({"site", "diff", good}).err, "which site file is the new one?"));
    CHECK(has(test::call({"site", "diff", good, bad}).err, "b.json: /hosts/0/roles/0: "));
    CHECK(has(test::call({"site", "diff", "-", "-"}).err, "only one of the two can be standard input"));
    CHECK(has(test::call({"site", "diff", good, good, "--format", "yaml"}).err, "--format: unknown format \"yaml\""));
    CHECK(test::call({"site", "diff", good, bad}).status == exit_status::usage);
}

TEST_CASE("site hints always says something") {
    const auto r = test::call({"site", "hints"});
    CHECK(r.status == exit_status::ok);
    CHECK(!r.out.empty());
    CHECK(r.err == "");
}
