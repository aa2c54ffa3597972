#include "agent/inventory/vbr_site.hpp"

#include "agent/inventory/vbr_lists.hpp"
#include "matrix/shipped.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/inventory/vbr_samples.hpp"
#include "text/columns.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;
using test::has;

namespace {

using texts = std::vector<std::string>;

/// With few roles, and none of the backup infrastructure's parts.
const matrix& agents_matrix() {
    static const auto m = shipped_matrix("veeam-agents@2026-01-19").value();
    return m;
}

/// With many of them.
const matrix& wide_matrix() {
    static const matrix m = [] {
        const auto role = [](const std::string& id) { return R"({"id": ")" + id + R"(", "title": ")" + id + R"("})"; };
        std::string roles = role("backup-server");
        for (const auto* id :
             {"repository",           "repository-linux",        "repository-windows", "hardened-repository",
              "gateway-server-linux", "gateway-server-windows",  "backup-proxy-linux", "backup-proxy-windows",
              "mount-server",         "vpower-nfs-server",       "wan-accelerator",    "smb-repository",
              "nfs-repository",       "vcenter-server",          "esxi-host",          "hyperv-host",
              "off-host-proxy",       "deduplicating-appliance", "agent-linux",        "distribution-server-windows"})
            roles += "," + role(id);
        const auto flow = [](const std::string& to, const std::string& port) {
            return R"({"id": "backup-server:)" + to + ":tcp:" + port +
                   R"(", "rows": [1], "from": "backup-server", "to": ")" + to + R"(", "protocol": "tcp", "ports": [")" +
                   port + R"("], "select": "all", "listens": "service", "identify": null, "purpose": "x"})";
        };
        std::string flows = flow("wan-accelerator", "6165");
        for (const auto* to : {"hardened-repository", "backup-proxy-windows", "mount-server"})
            for (const auto* port : {"6160", "6162", "2500-3300"})
                flows += "," + flow(to, port);
        const auto read = read_matrix(
            R"({"schema": "fairway-matrix/1", "id": "wide", "version": "1", "title": "Wide",
                "source": {"url": "https://example.com/", "updated": "2026-01-01"},
                "roles": [)" +
                roles + R"(], "facts": [
                {"id": "vcenter_connection", "type": "boolean", "of": "to", "question": "?"},
                {"id": "smb_repository", "type": "boolean", "of": "site", "question": "?"},
                {"id": "explicit_gateway", "type": "boolean", "of": "to", "question": "?"},
                {"id": "direct_object_storage", "type": "boolean", "of": "site", "question": "?"}],
                "flows": [)" +
                flows + "]}",
            "wide.json");
        for (const auto& p : read.problems)
            MESSAGE(to_string(p));
        REQUIRE(read);
        return *read.value;
    }();
    return m;
}

vbr_inventory sample_inventory() {
    vbr_inventory all;
    for (const auto& list : vbr_lists())
        REQUIRE(read_vbr_answer(list, test::vbr_samples().at(list.name), list.name, all));
    return all;
}

const site_host& host_in(const mapped_site& s, const std::string& name) {
    const auto it =
        std::find_if(s.site.hosts.begin(), s.site.hosts.end(), [&](const site_host& h) { return h.name == name; });
    REQUIRE_MESSAGE(it != s.site.hosts.end(), name);
    return *it;
}

bool has_host(const mapped_site& s, const std::string& name) {
    return std::any_of(s.site.hosts.begin(), s.site.hosts.end(), [&](const site_host& h) { return h.name == name; });
}

std::string all_of(const texts& lines) {
    return joined(lines, std::string::npos, "\n");
}

/// What was mapped is always a valid site file.
void check_valid(const mapped_site& s, const matrix& m) {
    const auto again = read_site(to_site_file(s.site, m), "site.json", m);
    for (const auto& p : again.problems)
        MESSAGE(to_string(p));
    CHECK(again);
}

vbr_server managed(const std::string& id, const std::string& name, const std::string& type) {
    vbr_server s;
    s.id = id;
    s.name = name;
    s.type = type;
    return s;
}

vbr_computer discovered(const std::string& name, const std::string& system, const texts& addresses = {}) {
    vbr_computer c;
    c.id = name + system;
    c.name = name;
    c.type = "Computer";
    c.operating_system = system;
    c.addresses = addresses;
    return c;
}

} // namespace

TEST_CASE("a small infrastructure as a site of a matrix with few roles") {
    const auto s = site_of(sample_inventory(), agents_matrix());
    check_valid(s, agents_matrix());
    CHECK(host_in(s, "backup.lab.example").roles == texts{"backup-server"});
    CHECK(s.site.facts == fact_values{{"backup_server_os", "linux"}, {"oldest_agent_version", "12.3.2.4165"}});

    const auto& vault = host_in(s, "vault.lab.example");
    CHECK(vault.roles == texts{"repository"});
    REQUIRE(vault.ports.size() == 2);
    CHECK(key_of(vault.ports[0]) == "2500-3300"); // no flow to a repository leads to 6160
    CHECK(to_string(vault.ports[0].ports) == "2500-2599");
    CHECK(key_of(vault.ports[1]) == "6162");
    CHECK(to_string(vault.ports[1].ports) == "7162");
    CHECK(!vault.installed);

    // Managed by its address, and discovered by its name.
    const auto& gate = host_in(s, "192.0.2.33");
    CHECK(gate.roles == texts{"gateway-server-windows", "distribution-server-windows", "agent-windows"});
    REQUIRE(gate.ports.size() == 1);
    CHECK(key_of(gate.ports[0]) == "6160");
    CHECK(to_string(gate.ports[0].ports) == "7160");
    CHECK(gate.addresses.empty());
    CHECK(gate.installed == true);
    CHECK(gate.source.empty()); // only data takes a preferred network
    CHECK(!has_host(s, "gate"));

    CHECK(host_in(s, "filer.lab.example").roles == texts{"smb-share"});
    const auto& endpoints = s.site.endpoints.at("s3-compatible");
    REQUIRE(endpoints.size() == 1);
    CHECK(endpoints[0].host == "objects.lab.example");
    CHECK(endpoints[0].port == 9021);

    const auto& app = host_in(s, "app.lab.example");
    CHECK(app.roles == texts{"agent-linux"});
    CHECK(app.addresses == texts{"192.0.2.71", "2001:db8::71"}); // fe80::1 is everybody's
    CHECK(app.installed == false);
    const auto& db = host_in(s, "db1");
    CHECK(db.roles == texts{"agent-windows"});
    CHECK(db.facts == fact_values{{"failover_cluster", "true"}});
    CHECK(db.installed == true);
    CHECK(s.site.hosts.size() == 6);

    const auto missing = all_of(s.missing);
    CAPTURE(missing);
    CHECK(has(missing, "no role for vCenter Servers: vc.lab.example"));
    CHECK(has(missing, "no role for backup proxies: 192.0.2.33"));
    CHECK(has(missing, "no role for mount servers: 192.0.2.33"));
    CHECK(has(missing, "left out, as nothing says what they are for: idle.lab.example"));
    CHECK(has(missing, "members of CSV groups that were not discovered; their system is not known: lost.lab.example"));
    CHECK(has(missing, "state sql_log_backup: db1"));
    CHECK(has(missing, "check once more with --source NETWORK: 192.0.2.0/26, 10.1.0.0/255.255.0.0"));
    CHECK(has(all_of(s.found), "6 hosts: 1 backup-server, 2 agent-windows, 1 agent-linux, "
                               "1 distribution-server-windows, 1 repository, 1 gateway-server-windows, 1 smb-share"));
}

TEST_CASE("the roles of a matrix that has more of them") {
    const auto s = site_of(sample_inventory(), wide_matrix());
    check_valid(s, wide_matrix());
    CHECK(host_in(s, "vault.lab.example").roles == texts{"hardened-repository"});
    CHECK(host_in(s, "192.0.2.33").roles ==
          texts{"backup-proxy-windows", "vpower-nfs-server", "gateway-server-windows", "distribution-server-windows"});
    CHECK(host_in(s, "vc.lab.example").roles == texts{"vcenter-server"});
    CHECK(host_in(s, "filer.lab.example").roles == texts{"smb-repository"});
    CHECK(host_in(s, "filer.lab.example").facts == fact_values{{"explicit_gateway", "true"}});
    CHECK(s.site.facts == fact_values{{"smb_repository", "true"}});
    CHECK(has(all_of(s.missing), "no role for object storage: \"Objects\""));
}

TEST_CASE("roles by the type of a repository and the system of its server") {
    struct row {
        const char *type, *server_type, *of_few, *of_many; ///< null: none
    };
    const row rows[] = {
        {"WinLocal", "WindowsHost", "repository", "repository-windows"},
        {"LinuxLocal", "LinuxHost", "repository", "repository-linux"},
        {"LinuxHardened", "LinuxHost", "repository", "hardened-repository"},
        {"ExaGrid", "LinuxHost", "repository", "deduplicating-appliance"},
        {"OfTomorrow", "WindowsHost", "repository", "repository-windows"},
        {"OfTomorrow", "LinuxHost", "repository", "repository-linux"},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.type));
        vbr_inventory all;
        all.servers = {managed("1", "repo", r.server_type)};
        vbr_repository its;
        its.type = r.type;
        its.host = "1";
        all.repositories = {its};
        CHECK(host_in(site_of(all, agents_matrix()), "repo").roles == texts{r.of_few});
        CHECK(host_in(site_of(all, wide_matrix()), "repo").roles == texts{r.of_many});
    }
}

TEST_CASE("shares, by the spellings of their paths") {
    struct row {
        const char *type, *path, *host; ///< null: none
    };
    const row rows[] = {
        {"Smb", R"(\\nas\share)", "nas"},
        {"Smb", "//nas/share", "nas"},
        {"Smb", R"(\\192.0.2.9\x\y)", "192.0.2.9"},
        {"Nfs", "nas:/export/x", "nas"},
        {"Nfs", "nas/export", "nas"},
        {"Nfs", "192.0.2.9:/x", "192.0.2.9"},
        {"Nfs", "[2001:db8::9]:/x", "2001:db8::9"},
        {"Nfs", "2001:db8::9:/x", "2001:db8::9"},
        {"Smb", "", nullptr},
        {"Smb", R"(\\)", nullptr},
        {"Smb", R"(\\a b\c)", nullptr},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.path));
        vbr_inventory all;
        vbr_repository its;
        its.name = "Share";
        its.type = r.type;
        its.share = r.path;
        all.repositories = {its};
        const auto s = site_of(all, agents_matrix());
        check_valid(s, agents_matrix());
        REQUIRE(s.site.hosts.size() == (r.host == nullptr ? 0 : 1));
        if (r.host != nullptr) {
            CHECK(s.site.hosts[0].name == r.host);
            CHECK(s.site.hosts[0].roles == texts{std::string(r.type) == "Smb" ? "smb-share" : "nfs-share"});
        }
    }
}

TEST_CASE("object storage, by its type") {
    struct row {
        const char *type, *point, *region, *role, *endpoint, *missing;
    };
    const row rows[] = {
        {"AmazonS3", "", "Global", "amazon-s3", "", ""},
        {"AmazonS3", "", "China", "amazon-s3", "", ""},
        {"AzureBlob", "", "Government", "azure-blob", "", ""},
        {"GoogleCloud", "", "", "google-cloud-storage", "", ""},
        {"IBMCloud", "s3.eu.example", "", "ibm-cloud-object-storage", "s3.eu.example:443", ""},
        {"WasabiCloud", "", "", "s3-compatible", "", "object storage without a service point"},
        {"S3Compatible", "http://s3.example", "", "s3-compatible", "s3.example:80", ""},
        {"S3Compatible", "a b", "", "s3-compatible", "", "service points that cannot be used"},
        {"VeeamDataCloudVault", "", "", "veeam-data-cloud-vault", "", ""},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.type));
        vbr_inventory all;
        all.name = "vbr";
        vbr_repository its;
        its.name = "O";
        its.type = r.type;
        its.service_point = r.point;
        its.region = r.region;
        all.repositories = {its};
        const auto s = site_of(all, agents_matrix());
        check_valid(s, agents_matrix());
        REQUIRE(s.site.endpoints.contains(r.role));
        const auto& endpoints = s.site.endpoints.at(r.role);
        CHECK(endpoints.empty() == (*r.endpoint == '\0'));
        if (!endpoints.empty())
            CHECK(endpoints[0].host + ":" + std::to_string(endpoints[0].port.value_or(0)) == r.endpoint);
        CHECK(s.site.region == (std::string(r.region) == "China"        ? "china"
                                : std::string(r.region) == "Government" ? "government"
                                                                        : ""));
        CHECK(has(all_of(s.missing), r.missing));
    }
}

TEST_CASE("computers become agents by their system") {
    struct row {
        const char *system, *role; ///< null: none
    };
    const row rows[] = {
        {"Linux", "agent-linux"},
        {"Debian GNU/Linux 12", "agent-linux"},
        {"WindowsServer2019", "agent-windows"},
        {"Windows11", "agent-windows"},
        {"AzureStackHCI", "agent-windows"},
        {"AIX", "agent-unix"},
        {"Solaris", "agent-unix"},
        {"MacOS", "agent-macos"},
        {"", nullptr},
        {"BeOS", nullptr},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.system));
        vbr_inventory all;
        all.computers = {discovered("c", r.system)};
        const auto s = site_of(all, agents_matrix());
        REQUIRE(s.site.hosts.size() == (r.role == nullptr ? 0 : 1));
        if (r.role != nullptr) CHECK(s.site.hosts[0].roles == texts{r.role});
        if (r.role == nullptr) CHECK(has(all_of(s.missing), "computers of an unknown system: c"));
    }
}

TEST_CASE("names and addresses of one host meet, and those of two do not") {
    vbr_inventory all;
    all.servers = {managed("1", "repo.lab.example", "LinuxHost")};
    vbr_repository its;
    its.type = "LinuxLocal";
    its.host = "1";
    all.repositories = {its};
    all.computers = {
        discovered("REPO", "Linux", {"192.0.2.1"}),          // the short form of the server
        discovered("web.a.example", "Linux", {"192.0.2.2"}), //
        discovered("web.b.example", "Linux", {"192.0.2.2", "0.0.0.0", "224.0.0.1", "127.0.0.1", "169.254.1.1", "x"}),
        discovered("web", "Linux", {"192.0.2.4"}),                         // of which of them?
        discovered("a b", "Linux", {"192.0.2.5"}),                         // no name
        discovered("WEB.A.example.", "Linux", {"192.0.2.2", "192.0.2.6"}), // in two groups
    };
    const auto s = site_of(all, agents_matrix());
    check_valid(s, agents_matrix());
    CHECK(host_in(s, "repo.lab.example").roles == texts{"repository", "agent-linux"});
    CHECK(host_in(s, "repo.lab.example").addresses == texts{"192.0.2.1"});
    CHECK(host_in(s, "web.a.example").addresses == texts{"192.0.2.2", "192.0.2.6"});
    CHECK(host_in(s, "web.b.example").addresses.empty());
    CHECK(host_in(s, "web").addresses == texts{"192.0.2.4"});
    CHECK(s.site.hosts.size() == 4);
    CHECK(has(all_of(s.assumed), "short and full names are of one host: repo.lab.example and REPO"));
    CHECK(has(all_of(s.missing), "only the first keeps: 192.0.2.2 (web.a.example, web.b.example)"));
    CHECK(has(all_of(s.missing), "its name cannot be used: \"a b\""));
}

TEST_CASE("a short name means a full one only if there is one, in whatever order they come") {
    for (const bool two : {false, true}) {
        std::vector<std::string> names{"app", "app.a.example"};
        if (two) names.emplace_back("app.b.example");
        std::sort(names.begin(), names.end());
        do {
            vbr_inventory all;
            for (const auto& name : names)
                all.computers.push_back(discovered(name, "Linux"));
            CHECK(site_of(all, agents_matrix()).site.hosts.size() == (two ? 3 : 1));
        } while (std::next_permutation(names.begin(), names.end()));
    }
}

TEST_CASE("two hundred thousand names that begin alike take no longer than others") {
    vbr_inventory all;
    for (int i = 0; i < 200'000; ++i)
        all.computers.push_back(discovered("x.n" + std::to_string(i) + ".example", "Linux"));
    CHECK(site_of(all, agents_matrix()).site.hosts.size() == 100'000);
}

TEST_CASE("the backup server is found in more than one way") {
    vbr_inventory by_answer;
    by_answer.name = "vbr";
    CHECK(host_in(site_of(by_answer, agents_matrix()), "vbr").roles == texts{"backup-server"});
    CHECK(has(all_of(site_of(by_answer, agents_matrix()).assumed), "the backup server is what answered: vbr"));

    vbr_inventory by_flag;
    by_flag.name = "vbr";
    by_flag.servers = {managed("1", "This server", "WindowsHost")};
    by_flag.servers[0].backup_server = true;
    const auto s = site_of(by_flag, agents_matrix());
    CHECK(host_in(s, "vbr").roles == texts{"backup-server"});
    CHECK(s.site.facts == fact_values{{"backup_server_os", "windows"}});

    // Its own repository makes it a data mover.
    vbr_repository its;
    its.type = "WinLocal";
    its.host = "1";
    by_flag.repositories = {its};
    CHECK(site_of(by_flag, agents_matrix()).site.facts.at("data_mover_on_backup_server") == "true");

    CHECK(has(all_of(site_of({}, agents_matrix()).missing), "no server is the backup server"));
    CHECK(site_of({}, agents_matrix()).site.hosts.empty());
}

TEST_CASE("WAN accelerators, vCenter Servers and hosts behind them") {
    vbr_inventory all;
    all.servers = {managed("1", "wan", "WindowsHost"), managed("2", "vc", "ViHost"), managed("3", "esx", "ViHost")};
    all.servers[1].vi_host_type = "VC";
    all.servers[2].vi_host_type = "ESX";
    all.servers[2].parent = "2";
    all.wan_accelerators = {{"w", "1", std::uint16_t{7165}}, {"x", "9", {}}};
    const auto s = site_of(all, wide_matrix());
    check_valid(s, wide_matrix());
    REQUIRE(host_in(s, "wan").ports.size() == 1);
    CHECK(to_string(host_in(s, "wan").ports[0].ports) == "7165");
    CHECK(host_in(s, "esx").facts == fact_values{{"vcenter_connection", "true"}});
    CHECK(has(all_of(s.missing), "not among the managed servers: WAN accelerator \"x\""));
}

TEST_CASE("notes about thousands of hosts are single lines, and hosts end at what a site file may have") {
    vbr_inventory all;
    all.name = "vbr";
    for (int i = 0; i < 100'010; ++i)
        all.computers.push_back(discovered("c" + std::to_string(i), i < 100'005 ? "Linux" : "?"));
    const auto s = site_of(all, agents_matrix());
    CHECK(s.site.hosts.size() == 100'000);
    for (const auto& line : s.missing)
        CHECK(line.size() < 300);
    CHECK(has(all_of(s.missing), "computers of an unknown system: c100005, c100006, c100007, c100008, c100009"));
    CHECK(has(all_of(s.missing), "at most 100000 hosts"));
}
