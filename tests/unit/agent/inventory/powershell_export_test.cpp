// packaging/windows/export-vbr-inventory.ps1, which no test runs: powershell_export.json is what it writes in Windows
// PowerShell 5.1, in all the forms that this version has for lists.
#include "agent/inventory/vbr_files.hpp"
#include "agent/inventory/vbr_lists.hpp"
#include "agent/inventory/vbr_site.hpp"
#include "matrix/shipped.hpp"
#include "support/text_file.hpp"
#include "tests/has.hpp"
#include "tests/source_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace fairway;
using test::has;

namespace {

std::string source_text(const std::string& name) {
    auto text = read_text_file(source_directory() + "/" + name);
    REQUIRE(text);
    return std::move(*text.value);
}

} // namespace

TEST_CASE("what the PowerShell script writes becomes a site") {
    const auto read = read_vbr_path(source_directory() + "/tests/unit/agent/inventory/powershell_export.json");
    for (const auto& p : read.problems)
        FAIL_CHECK(to_string(p));
    REQUIRE(read);
    const auto s = site_of(*read.value, default_matrix());

    std::map<std::string, std::vector<std::string>> roles;
    for (const auto& host : s.site.hosts)
        roles[host.name] = host.roles;
    CHECK(roles == std::map<std::string, std::vector<std::string>>{
                       {"vbr01.lab.example", {"backup-server"}},
                       {"repo01.lab.example", {"hardened-repository"}},
                       {"win01.lab.example",
                        {"backup-proxy-windows", "gateway-server-windows", "vpower-nfs-server", "mount-server-windows",
                         "wan-accelerator"}},
                       {"vcenter01.lab.example", {"vcenter-server"}},
                       {"esx01.lab.example", {"esxi-host"}},
                       {"nas01.lab.example", {"smb-repository"}},
                       {"web01.lab.example", {"agent-windows"}},
                       {"app01.lab.example", {"agent-linux"}}});
    CHECK(s.site.facts == fact_values{{"backup_server_os", "windows"},
                                      {"oldest_agent_version", "12.3.2.4165"},
                                      {"smb_repository", "true"}});
    const auto* proxy = s.site.find_host("win01.lab.example");
    REQUIRE(proxy);
    REQUIRE(proxy->ports.size() == 1);
    CHECK(key_of(proxy->ports[0]) == "6165");
    CHECK(to_string(proxy->ports[0].ports) == "7165");
    REQUIRE(s.site.endpoints.at("s3-compatible").size() == 1);
    CHECK(s.site.endpoints.at("s3-compatible")[0].host == "s3.lab.example");
    std::string missing;
    for (const auto& line : s.missing)
        missing += line + '\n';
    CAPTURE(missing);
    CHECK(has(missing, "not available in your edition 'Community'"));
    CHECK(has(missing, "has no mountServers"));
    CHECK(has(missing, "has no protectionGroups"));
    CHECK(has(missing, "chosen automatically can be any managed server"));
    CHECK(has(missing, "192.0.2.0/26"));
    CHECK(read_site(to_site_file(s.site, default_matrix()), "site.json", default_matrix()));
}

TEST_CASE("the PowerShell script writes the lists that are read, and PowerShell 5.1 can read the script") {
    const auto script = source_text("packaging/windows/export-vbr-inventory.ps1");
    // Without a byte order mark, this version takes a script for text in the code page of the machine.
    CHECK(std::all_of(script.begin(), script.end(), [](unsigned char c) { return c < 0x80; }));
    const auto begin = script.find("$inventory = [ordered] @{\n");
    REQUIRE(begin != std::string::npos);
    const auto written = script.substr(begin, script.find("\n}\n", begin) - begin);
    for (const auto& list : vbr_lists()) {
        CAPTURE(std::string(list.name));
        CHECK(has(written, "\n    " + std::string(list.name) + " ") == (std::string(list.name) != "mountServers"));
    }
}
