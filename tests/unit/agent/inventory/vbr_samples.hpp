#pragma once

#include <map>
#include <string>

namespace fairway::test {

/// Answers of a small backup infrastructure, by the names of the lists; all values are invented.
inline const std::map<std::string, std::string>& vbr_samples() {
    static const std::map<std::string, std::string> samples{
        {"serverInfo", R"({"vbrId": "a", "name": "backup.lab.example", "buildVersion": "13.0.1.1071", "patches": [],
            "platform": "Linux", "somethingNew": {"deep": [1]}})"},
        {"managedServers", R"({"data": [
            {"type": "LinuxHost", "id": "s1", "name": "backup.lab.example", "isBackupServer": true,
             "isVBRLinuxAppliance": true, "description": null,
             "sshSettings": {"components": [{"componentName": "InstallerSvc", "port": 6160}],
                             "portRangeStart": 2500, "portRangeEnd": 3300}},
            {"type": "LinuxHost", "id": "s2", "name": "vault.lab.example", "isBackupServer": false,
             "sshSettings": {"components": [{"componentName": "DeployerSvc", "port": 6160},
                                            {"componentName": "Transport", "port": 7162}],
                             "portRangeStart": 2500, "portRangeEnd": 2599}},
            {"type": "WindowsHost", "id": "s3", "name": "192.0.2.33", "isBackupServer": false,
             "networkSettings": {"components": [{"componentName": "InstallerSvc", "port": 7160},
                                                {"componentName": "TransportSvc", "port": 6162},
                                                {"componentName": "SomethingSvc", "port": 1}],
                                 "portRangeStart": 2500, "portRangeEnd": 3300}},
            {"type": "ViHost", "id": "s4", "name": "vc.lab.example", "viHostType": "VC", "port": 443},
            {"type": "LinuxHost", "id": "s5", "name": "idle.lab.example", "isBackupServer": false}],
            "pagination": {"total": 5, "count": 5, "skip": 0, "limit": 200}})"},
        {"repositories", R"({"data": [
            {"type": "LinuxHardened", "id": "r1", "name": "Immutable", "hostId": "s2",
             "repository": {"path": "/srv/backup"},
             "mountServer": {"mountServerSettingsType": "Windows",
                             "windows": {"mountServerId": "s3", "vPowerNFSEnabled": true}}},
            {"type": "Smb", "id": "r2", "name": "Filer",
             "share": {"sharePath": "\\\\filer.lab.example\\backup",
                       "gatewayServer": {"autoSelectEnabled": false, "gatewayServerIds": ["s3"]}}},
            {"type": "S3Compatible", "id": "r3", "name": "Objects",
             "account": {"servicePoint": "https://objects.lab.example:9021", "regionId": "x",
                         "connectionSettings": {"connectionType": "SelectedGateway", "gatewayServerIds": ["s3"]}}}],
            "pagination": {"total": 3, "count": 3, "skip": 0, "limit": 200}})"},
        {"proxies", R"({"data": [{"type": "ViProxy", "id": "p1", "name": "p", "server": {"hostId": "s3"}}],
            "pagination": {"total": 1, "count": 1, "skip": 0, "limit": 200}})"},
        {"mountServers", R"({"data": [{"id": "s3", "type": "Windows", "settings": {"vPowerNFSEnabled": true}}],
            "pagination": {"total": 1, "count": 1, "skip": 0, "limit": 200}})"},
        {"wanAccelerators", R"({"data": [], "pagination": {"total": 0, "count": 0, "skip": 0, "limit": 200}})"},
        {"protectionGroups", R"({"data": [
            {"type": "CSVFile", "id": "g1", "name": "List", "computerNames": ["app.lab.example", "lost.lab.example"],
             "options": {"distributionServerId": "s3"}},
            {"type": "PreInstalledAgents", "id": "g2", "name": "Own"}],
            "pagination": {"total": 2, "count": 2, "skip": 0, "limit": 200}})"},
        {"discoveredEntities", R"({"data": [
            {"type": "Computer", "id": "c1", "name": "app.lab.example", "parentId": "g1", "agentStatus": "NotInstalled",
             "ipAddresses": ["192.0.2.71", "2001:db8::71", "fe80::1"], "operatingSystem": "Linux"},
            {"type": "Computer", "id": "c2", "name": "db1", "parentId": "k1", "agentStatus": "UpgradeRequired",
             "agentVersion": "12.3.2.4165", "ipAddresses": ["192.0.2.72"], "operatingSystem": "WindowsServer2022",
             "plugins": [{"type": "MSSQL", "status": "Installed"}]},
            {"type": "Computer", "id": "c3", "name": "gate", "agentStatus": "Installed", "agentVersion": "13.0.1.10",
             "ipAddresses": ["192.0.2.33"], "operatingSystem": "WindowsServer2025"},
            {"type": "Cluster", "id": "k1", "name": "dbcluster.lab.example", "parentId": "g1"}],
            "pagination": {"total": 4, "count": 4, "skip": 0, "limit": 200}})"},
        {"trafficRules", R"({"useMultipleStreamsPerJob": true, "preferredNetworks": {"isEnabled": true,
            "networks": [{"ipAddress": "192.0.2.0", "subnetMask": "255.255.255.192", "cidrNotation": "192.0.2.0/26"},
                         {"ipAddress": "10.1.0.0", "subnetMask": "255.255.0.0"}, {}]}})"},
    };
    return samples;
}

} // namespace fairway::test
