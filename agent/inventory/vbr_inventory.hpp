#pragma once

#include "matrix/port.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fairway {

/// More entities than that in one list are no inventory.
inline constexpr std::size_t most_vbr_entities = 200'000;

/// The port of a component as the server calls it: "InstallerSvc", "DeployerSvc", …; see component_ports.hpp.
struct vbr_component {
    std::string name;
    std::uint16_t port = 0;
};

/// A server that Backup & Replication manages. Words are the server's own; new ones may come with any version.
struct vbr_server {
    std::string id, name;
    std::string type;         ///< "WindowsHost", "LinuxHost", "ViHost", "HvServer", …
    std::string vi_host_type; ///< of a ViHost: "VC", "ESX", …
    std::string parent;       ///< id of the server that it belongs to, e.g. its vCenter Server; empty: none
    bool backup_server = false;
    bool appliance = false; ///< the backup server is the Linux appliance
    bool default_mount_server = false;
    std::vector<vbr_component> components;
    std::optional<port_range> data_ports;
};

struct vbr_mount {
    std::string server; ///< id
    bool nfs = false;   ///< with the vPower NFS Service
};

struct vbr_repository {
    std::string id, name;
    std::string type;                  ///< "LinuxHardened", "Smb", "S3Compatible", …
    std::string host;                  ///< id of the server that it is on; empty: none
    std::string share;                 ///< "\\server\share", "server:/export"
    std::string service_point;         ///< of object storage: "s3.example.com:9000"
    std::string region;                ///< of object storage: "Global", "China", "Government", …
    std::vector<std::string> gateways; ///< ids
    bool any_gateway = false;          ///< the server chooses
    bool direct = false;               ///< object storage without a gateway
    std::vector<vbr_mount> mounts;
};

struct vbr_proxy {
    std::string name, type; ///< "ViProxy", "HvProxy", "GeneralPurposeProxy", …
    std::string host;       ///< id
    std::string host_name;  ///< empty: not said
};

struct vbr_wan_accelerator {
    std::string name, host; ///< id
    std::optional<std::uint16_t> port;
};

struct vbr_protection_group {
    std::string id, name, type;
    std::string distribution_server;    ///< id; empty: not said
    std::vector<std::string> computers; ///< names and addresses of a CSV group
};

/// A computer or cluster that a protection group has found.
struct vbr_computer {
    std::string id, name;
    std::string type;   ///< "Computer", "Cluster", …
    std::string parent; ///< id of its group, container or cluster
    std::string agent_status, agent_version, operating_system;
    std::vector<std::string> addresses;
    std::vector<std::string> plugins; ///< "MSSQL", …
};

/// What a backup server says of itself and its infrastructure.
struct vbr_inventory {
    std::string name;     ///< the backup server's own
    std::string build;    ///< "13.0.1.1071"
    std::string platform; ///< "Linux", "Windows"
    std::vector<vbr_server> servers;
    std::vector<vbr_repository> repositories;
    std::vector<vbr_proxy> proxies;
    std::vector<vbr_mount> mount_servers;
    std::vector<vbr_wan_accelerator> wan_accelerators;
    std::vector<vbr_protection_group> protection_groups;
    std::vector<vbr_computer> computers;
    std::vector<std::string> preferred_networks; ///< "10.1.0.0/16", "10.1.0.0/255.255.0.0": for people
    std::vector<std::string> not_read;           ///< Lists that the server did not give, and why, as sentences.

    std::set<std::string> seen; ///< list and id of what is in here: pages may overlap
};

} // namespace fairway
