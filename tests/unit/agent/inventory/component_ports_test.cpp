#include "agent/inventory/component_ports.hpp"

#include <doctest/doctest.h>

#include <string>

using fairway::default_component_port;

TEST_CASE("components have one port by all of their names") {
    struct row {
        const char* name;
        int port; ///< 0: none
    };
    const row rows[] = {
        {"InstallerSvc", 6160},
        {"DeployerSvc", 6160},
        {"installersvc", 6160},
        {"VeeamDeploymentSvc", 6160},
        {"TransportSvc", 6162},
        {"Transport", 6162},
        {"managementPort", 6162},
        {"DistributionSvc", 9380},
        {"RestoreProxy", 6170},
        {"VPowerNFS", 2049},
        {"Nfs", 2049},
        {"WanAccelerator", 6165},
        {"", 0},
        {"Svc", 0},
        {"CdpSvc", 0},
        {"VeeamTransportService", 6162},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.name));
        CHECK(default_component_port(r.name).value_or(0) == r.port);
    }
}
