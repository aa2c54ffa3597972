#pragma once

#include "../hex.hpp"

#include <string>
#include <vector>

/// What a server answered to our question.
struct capture {
    std::string_view protocol;
    std::string_view server;
    std::string bytes;
    std::string_view identity;
    std::size_t enough = 0; ///< So many bytes tell; 0: it takes all.
};

/// Taken from the wire, of Debian 12's OpenSSH 9.2, Samba 4.17 (as a domain controller), OpenLDAP 2.5, unbound 1.17,
/// rpcbind 1.2, NFS-Ganesha 4.3 and nginx 1.22.
inline const std::vector<capture>& captures() {
    static const std::string head =
        "HTTP/1.1 204 No Content\r\nServer: nginx/1.22.1\r\nDate: Mon, 23 Nov 2026 16:00:57 GMT\r\n"
        "Connection: close\r\n\r\n";
    static const std::string samba_ldap =
        unhex("3029020101642404003020301e0414737570706f727465644c44415056657273696f6e3106040132040133"
              "300c02010165070a010004000400");
    static const std::string openldap =
        unhex("302602010164210400301d301b0414737570706f727465644c44415056657273696f6e3103040133"
              "300c02010165070a010004000400");
    static const std::string null_reply = unhex("80000018 46574159 00000001 00000000 00000000 00000000 00000000");
    static const std::vector<capture> all = {
        {"ssh", "OpenSSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n", "OpenSSH_9.2p1 Debian-2+deb12u10"},
        {"msrpc", "Samba",
         unhex("05000c03100000003c00000001000000d016d0164d31000004003133350000000100000000000000"
               "045d888aeb1cc9119fe808002b10486002000000"),
         "DCE/RPC endpoint mapper"},
        {"netbios-ssn", "Samba", unhex("82000000"), "NetBIOS session service"},
        {"smb2", "Samba",
         unhex("000000e0fe534d4240000000000000000000010001000000000000000000000000000000000000000000000000000000"
               "000000000000000000000000000000000000000041000300020300006164000000000000000000000000000007000000"
               "00008000000080000000800094624bcd637bdd0100000000000000008000600000000000605e06062b0601050502a054"
               "3052a024302206092a864882f71201020206092a864886f712010202060a2b06010401823702020aa32a3028a0261b24"
               "6e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265"),
         "SMB 3.0.2"},
        {"ldap", "Samba", samba_ldap, "LDAP, versions 2 and 3", 43},
        {"ldaps", "Samba", samba_ldap, "LDAP, versions 2 and 3", 43},
        {"ldap", "OpenLDAP", openldap, "LDAP, version 3", 40},
        {"dns", "Samba", unhex("0011 46578101 0001000000000000 0000020001"), "DNS, answers FORMERR"},
        {"dns", "unbound", unhex("0011 46578580 0001000000000000 0000020001"), "DNS, answers NOERROR"},
        {"rpcbind", "rpcbind", null_reply, "rpcbind, version 2"},
        {"nfs", "NFS-Ganesha", null_reply, "NFS, version 4"},
        {"http", "nginx", head, "HTTP 204, nginx/1.22.1"},
        {"https", "nginx", head, "HTTP 204, nginx/1.22.1"},
    };
    return all;
}

/// Written from the documents: servers that do not run here.
inline const std::vector<capture>& written_answers() {
    static const std::string winrm = "HTTP/1.1 401 \r\nServer: Microsoft-HTTPAPI/2.0\r\nWWW-Authenticate: Negotiate\r\n"
                                     "WWW-Authenticate: Kerberos\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    static const std::vector<capture> all = {
        {"winrm", "Windows", winrm, "WinRM, HTTP 401, Microsoft-HTTPAPI/2.0"},
        {"winrm", "Windows without authentication methods", "HTTP/1.1 405 \r\nServer: Microsoft-HTTPAPI/2.0\r\n\r\n",
         "WinRM, HTTP 405, Microsoft-HTTPAPI/2.0"},
        {"winrm", "a management agent on Linux",
         "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"WSMAN\"\r\n\r\n", "WinRM, HTTP 401"},
        {"ssh", "one with text before its banner", "Welcome.\r\n\r\nSSH-2.0-x y\r\n", "x y"},
        {"ssh", "one that speaks SSH 1 too, LF", "SSH-1.99-Cisco-1.25\n", "Cisco-1.25 (SSH 1.99)"},
        {"netbios-ssn", "Windows without that name", unhex("83000001 82"),
         "NetBIOS session service, called name not present"},
        {"netbios-ssn", "one that moved", unhex("84000006 0a000005 008b"),
         "NetBIOS session service, refers to another address"},
        {"smb2", "one that wants SMB 3.1.1",
         unhex("00000048 fe534d42 4000 0000 bb0000c0 0000 0100 01000000 00000000 0000000000000000 0000000000000000 "
               "0000000000000000 00000000000000000000000000000000 0900 0000 00000000"),
         "SMB, no dialect from 2.0.2 to 3.0.2"},
        {"ldap", "a directory that wants a bind first", unhex("300c 020101 65 07 0a0101 0400 0400"),
         "LDAP, result code 1"},
        {"ldap", "Active Directory's long lengths", unhex("308400000010 020101 658400000007 0a010c 0400 0400"),
         "LDAP, result code 12"},
        {"nfs", "an NFS server of version 3",
         unhex("80000020 46574159 00000001 00000000 00000000 00000000 00000002 00000003 00000003"), "NFS, version 3"},
        {"nfs", "an NFS server of versions 2 and 3, in two fragments",
         unhex("00000004 46574159 8000001c 00000001 00000000 00000000 00000000 00000002 00000002 00000003"),
         "NFS, versions 2 to 3"},
        {"dns", "one that refuses, without the question", unhex("000c 46578105 0000000000000000"),
         "DNS, answers REFUSED"},
        {"http", "one without a reason or name", "HTTP/1.0 301\r\n\r\n", "HTTP 301"},
    };
    return all;
}

/// Refusals in the protocol's own words: of a service, or of a proxy in its place. Those of Samba 4.17 with `hosts
/// deny` and of Squid 5.7 are taken from the wire, the others written from the documents.
inline const std::vector<capture>& refusals() {
    static const std::vector<capture> all = {
        {"smb2", "Samba that denies this host", unhex("83000001 81"),
         "SMB, refuses the session: not listening for the calling name"},
        {"netbios-ssn", "Samba that denies this host", unhex("83000001 81"),
         "NetBIOS session service, refuses the session: not listening for the calling name"},
        {"netbios-ssn", "one that has no room", unhex("83000001 83"),
         "NetBIOS session service, refuses the session: insufficient resources"},
        {"smb2", "one that denies access",
         unhex("00000048 fe534d42 4000 0000 220000c0 0000 0100 01000000 00000000 0000000000000000 0000000000000000 "
               "0000000000000000 00000000000000000000000000000000 0900 0000 00000000"),
         "SMB, access denied"},
        {"smb2", "one with a status of its own",
         unhex("00000048 fe534d42 4000 0000 010000c0 0000 0100 01000000 00000000 0000000000000000 0000000000000000 "
               "0000000000000000 00000000000000000000000000000000 0900 0000 00000000"),
         "SMB, status 0xc0000001"},
        {"msrpc", "one without this interface",
         unhex("05000c031000000038000000010000000010001000000000 0000 0000 01000000 0200 0100 "
               "0000000000000000000000000000000000000000"),
         "DCE/RPC, refuses the endpoint mapper (reason 1)"},
        {"msrpc", "one that refuses", unhex("05000d0310000000 1800 0000 01000000 0400 01 0500 000000"),
         "DCE/RPC, refuses to bind (reason 4)"},
        {"msrpc", "a big-endian one with a fault",
         unhex("0500030300000000 0020 0000 00000001 00000000 0000 00 00 00000005 00000000"),
         "DCE/RPC, answers with fault 5"},
        {"ldap", "one that hangs up", unhex("3024 020100 78 1f 0a0134 0400 0400 8a16") + "1.3.6.1.4.1.1466.20036",
         "LDAP, disconnects: result code 52 (unavailable)"},
        {"rpcbind", "one that wants credentials", unhex("80000014 46574159 00000001 00000001 00000001 00000005"),
         "rpcbind, refuses the call"},
        {"ldap", "a busy one", unhex("300c 020101 65 07 0a0133 0400 0400"), "LDAP, result code 51 (busy)"},
        {"http", "a gateway", "HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\n\r\n",
         "HTTP 502, nginx: a gateway that does not reach the service"},
        {"https", "a slow gateway", "HTTP/1.1 504 Gateway Timeout\r\n\r\n",
         "HTTP 504: a gateway that does not reach the service"},
    };
    return all;
}

/// What proxies and portals say, and no service. The one of Squid 5.7 is taken from the wire.
inline const std::vector<capture>& proxy_answers() {
    static const std::string denied =
        "HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nMime-Version: 1.0\r\n"
        "Date: Fri, 27 Nov 2026 16:09:39 GMT\r\nContent-Type: text/html;charset=utf-8\r\nContent-Length: 3047\r\n"
        "X-Squid-Error: ERR_ACCESS_DENIED 0\r\nVary: Accept-Language\r\nContent-Language: en\r\n"
        "X-Cache: MISS from proxy01\r\nX-Cache-Lookup: NONE from proxy01:80\r\nVia: 1.1 proxy01 (squid/5.7)\r\n"
        "Connection: close\r\n\r\n";
    static const std::vector<capture> all = {
        {"http", "Squid that denies", denied, "HTTP 403, squid/5.7, via proxy01"},
        {"https", "Squid that denies, inside TLS", denied, "HTTP 403, squid/5.7, via proxy01"},
        {"winrm", "Squid in the place of Windows", denied, "HTTP 403, squid/5.7, via proxy01"},
        {"http", "a proxy that wants a login",
         "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
         "HTTP 407, wants a proxy login"},
        {"http", "a captive portal", "HTTP/1.1 511 Network Authentication Required\r\n\r\n",
         "HTTP 511, wants a network login"},
        {"http", "Squid without a name", "HTTP/1.1 503 Busy\r\nx-squid-error: ERR_DNS_FAIL 0\r\n\r\n", "HTTP 503"},
        {"http", "Zscaler", "HTTP/1.1 403 Forbidden\r\nServer: Zscaler/6.2\r\n\r\n", "HTTP 403, Zscaler/6.2"},
    };
    return all;
}

/// Datagrams, as answers to the cookie 0x4657; `enough` bytes of them are needed.
inline const std::vector<capture>& datagram_answers() {
    static const std::string any_name = " CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" + std::string(1, '\0');
    static const std::vector<capture> all = {
        {"dns", "unbound", unhex("46578580 0001000000000000 0000020001"), "DNS, answers NOERROR", 17},
        {"dns", "one that refuses", unhex("46578105 0001000000000000 0000020001"), "DNS, answers REFUSED", 17},
        {"nbns", "Samba",
         unhex("46578400 0000000100000000") + any_name + unhex("00210001 00000000 0053 02") + "FILES01        " +
             unhex("00 0400") + "WORKGROUP      " + unhex("00 8400") + std::string(46, '\0'),
         "NetBIOS name service", 56 + 0x53},
        {"netbios-dgm", "one that would pass datagrams on", unhex("15024657 7f000001 008a") + any_name,
         "NetBIOS datagram service", 44},
    };
    return all;
}
