#pragma once

#include "probes/identify/protocol.hpp"

namespace fairway::identify {

// One file each.
extern const protocol ssh_protocol;
extern const protocol msrpc_protocol;
extern const protocol netbios_ssn_protocol;
extern const protocol smb2_protocol;
extern const protocol ldap_protocol;
extern const protocol ldaps_protocol;
extern const protocol dns_protocol;
extern const protocol rpcbind_protocol;
extern const protocol nfs_protocol;
extern const protocol winrm_protocol;
extern const protocol http_protocol;
extern const protocol https_protocol;

inline constexpr const protocol* protocols[] = {
    &ssh_protocol, &msrpc_protocol,   &netbios_ssn_protocol, &smb2_protocol,  &ldap_protocol, &ldaps_protocol,
    &dns_protocol, &rpcbind_protocol, &nfs_protocol,         &winrm_protocol, &http_protocol, &https_protocol,
};

} // namespace fairway::identify
