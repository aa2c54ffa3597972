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

TEST_CASE("every role that is hinted at is one of the shipped matrix") {
    const auto m = shipped_matrix(default_matrix).value();
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
