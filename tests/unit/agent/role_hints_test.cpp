#include "agent/role_hints.hpp"

#include "matrix/shipped.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace fairway;

TEST_CASE("services hint at roles") {
    struct row {
        std::vector<std::string> services;
        bool domain_controller;
        const char* hint;
    };
    const row rows[] = {
        {{}, false, ""},
        {{"Dnscache", "mpssvc", "VeeamCatalogSvc"}, false, ""},
        {{"VeeamBackupSvc"}, false, "this machine runs VeeamBackupSvc: it may be backup-server"},
        {{"veeambackupsvc"}, false, "this machine runs VeeamBackupSvc: it may be backup-server"},
        // What every backup server and every managed agent brings along hints at no role of its own.
        {{"VeeamTransportSvc", "VeeamDeploySvc", "VeeamDistributionSvc", "VeeamBackupSvc"},
         false,
         "this machine runs VeeamBackupSvc: it may be backup-server"},
        {{"VeeamDeploySvc", "VeeamEndpointBackupSvc", "VeeamTransportSvc"},
         false,
         "this machine runs VeeamEndpointBackupSvc: it may be agent-windows"},
        {{"VeeamDeploySvc", "VeeamTransportSvc"},
         false,
         "this machine runs VeeamTransportSvc: it may be repository or gateway-server-windows"},
        {{"VeeamDeploySvc"},
         false,
         "this machine runs VeeamDeploySvc: it may be agent-windows, or any other that a backup server manages"},
        {{"DNS", "NTDS"},
         true,
         "this machine runs DNS: it may be dns-server; this machine is a domain controller: it may be "
         "active-directory"},
        {{"ClusSvc"},
         false,
         "this machine is a node of a failover cluster (ClusSvc): its addresses may move to another"},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.hint));
        CHECK(role_hint({r.services, r.domain_controller}) == r.hint);
    }
}

TEST_CASE("Linux services hint at roles, too") {
    CHECK(role_hint({{"sshd", "veeamservice"}, false}) == "this machine runs veeamservice: it may be agent-linux");
    CHECK(role_hint({{"veeamdeployment", "veeamtransport"}, false}) ==
          "this machine runs veeamtransport: it may be repository or gateway-server");
}

TEST_CASE("roles with what hints at them, the likely ones first") {
    const auto m = default_matrix();
    CHECK(hinted_roles({}, m).empty());

    machine_signs signs;
    signs.services = {"veeamservice", "veeamtransport"};
    signs.files = {"/etc/veeam/veeam.ini"};
    signs.tcp_ports = {22, 53, 443, 6162, 9380, 10006, 10006};
    const std::vector<hinted_role> expected{
        {"agent-linux", true, {"veeamservice runs", "/etc/veeam/veeam.ini is there"}},
        {"backup-server", false, {"something listens on TCP 10006"}},
        {"repository", false, {"veeamtransport runs"}},
        {"gateway-server", false, {"veeamtransport runs"}},
        {"dns-server", false, {"something listens on TCP 53"}},
    };
    const auto hints = hinted_roles(signs, m);
    CHECK((hints == expected)); // 9380 is of two distribution servers, 6162 and 443 of many, 22 of everybody

    machine_signs controller;
    controller.domain_controller = true;
    controller.services = {"VeeamBackupSvc"};
    const auto likely = hinted_roles(controller, m);
    REQUIRE(likely.size() == 2);
    CHECK(likely[0].role == "backup-server");
    CHECK(likely[1].role == "active-directory");
    CHECK(likely[0].likely);
    CHECK(likely[1].likely);
}

TEST_CASE("every file that hints stands for a role of the shipped matrix") {
    const auto m = default_matrix();
    for (const auto& file : files_that_hint()) {
        CAPTURE(file);
        machine_signs signs;
        signs.files = {file};
        CHECK(!hinted_roles(signs, m).empty());
    }
}

TEST_CASE("every role that is hinted at is one of the shipped matrix") {
    const auto m = shipped_matrix("veeam-agents").value();
    std::size_t found = 0;
    for (const char* service : {"VeeamBackupSvc", "VeeamEndpointBackupSvc", "VeeamGateSvc", "VeeamDistributionSvc",
                                "VeeamTransportSvc", "VeeamDeploySvc", "DNS", "NfsService"}) {
        CAPTURE(std::string(service));
        const auto hint = role_hint({{service}, true});
        std::istringstream in(hint);
        for (std::string word; in >> word;) {
            while (!word.empty() && (word.back() == ',' || word.back() == ';'))
                word.pop_back();
            if (word.find('-') == std::string::npos && word != "repository") continue;
            CAPTURE(word);
            const auto* role = m.find_role(word);
            REQUIRE(role);
            CHECK_FALSE(role->abstract);
            ++found;
        }
    }
    CHECK(found == 8 + 9); // "active-directory" of each, and those of the services
}
