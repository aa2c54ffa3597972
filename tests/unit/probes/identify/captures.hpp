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

/// Of krb5-kdc 1.20, to the request for nobody.
inline std::string mit_kerberos() {
    return unhex("7e81e63081e3a003020105a10302011ea411180f32303236313132383031303232375aa50502030a3947a603020106a7221b"
                 "20464149525741592d303030303030303030303030343635372e494e56414c4944a8253023a003020101a11c301a1b186661"
                 "69727761792d30303030303030303030303034363537a9221b20464149525741592d30303030303030303030303034363537"
                 "2e494e56414c4944aa353033a003020102a12c302a1b066b72627467741b20464149525741592d3030303030303030303030"
                 "30343635372e494e56414c4944ab121b10434c49454e545f4e4f545f464f554e44");
}

/// Taken from the wire, of Debian 12's OpenSSH 9.2, Samba 4.17 (as a domain controller), OpenLDAP 2.5, unbound 1.17,
/// rpcbind 1.2, NFS-Ganesha 4.3, nginx 1.22, MIT's krb5-kdc 1.20, PostgreSQL 15,
/// OpenSMTPD 6.8 and tgt 1.0.85.
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
    static const std::string samba_kerberos =
        unhex("7e81d23081cfa003020105a10302011ea411180f32303236313132383030333834385aa505020302"
              "898ea603020106a7221b20464149525741592d303030303030303030303030343635372e494e5641"
              "4c4944a8253023a003020101a11c301a1b18666169727761792d3030303030303030303030303436"
              "3537a9221b20464149525741592d303030303030303030303030343635372e494e56414c4944aa35"
              "3033a003020102a12c302a1b066b72627467741b20464149525741592d3030303030303030303030"
              "30343635372e494e56414c4944");
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
        {"kerberos", "Samba", unhex("000000d5") + samba_kerberos, "Kerberos, answers error 6 (unknown client)"},
        {"kerberos", "MIT", unhex("000000e9") + mit_kerberos(), "Kerberos, answers error 6 (unknown client)"},
        {"postgresql", "PostgreSQL", "S", "PostgreSQL, offers TLS"},
        {"postgresql", "PostgreSQL without TLS", "N", "PostgreSQL, without TLS"},
        {"smtp", "OpenSMTPD", "220 mail.lab ESMTP OpenSMTPD\r\n", "SMTP, mail.lab ESMTP OpenSMTPD"},
        {"iscsi", "tgt",
         unhex("23000000000000278046415700000000465741590000000000000000000000000000000100000000"
               "0000000000000000546172676574506f7274616c47726f75705461673d3100417574684d6574686f"
               "643d4e6f6e650000"),
         "iSCSI target", 48},
        {"http", "nginx", head, "HTTP 204, nginx/1.22.1"},
        {"https", "nginx", head, "HTTP 204, nginx/1.22.1"},
    };
    return all;
}

/// Written from the documents: servers that do not run here.
inline const std::vector<capture>& written_answers() {
    static const std::string winrm = "HTTP/1.1 401 \r\nServer: Microsoft-HTTPAPI/2.0\r\nWWW-Authenticate: Negotiate\r\n"
                                     "WWW-Authenticate: Kerberos\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    // As the vSphere Web Services SDK Programming Guide shows the page.
    static const std::string versions_start = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<!--\n   Copyright\n-->\n"
                                              "<namespaces version=\"1.0\">\n <namespace>\n  <name>urn:vim25</name>\n"
                                              "  <version>8.0.2.0</version>";
    static const std::string versions_end =
        "\n  <priorVersions>\n   <version>8.0.1.0</version>\n  </priorVersions>\n </namespace>\n</namespaces>\n";
    static const std::string vcenter_head = "HTTP/1.1 200 OK\r\ndate: Mon, 23 Nov 2026 16:00:57 GMT\r\n"
                                            "content-type: text/xml\r\nserver: envoy\r\n"
                                            "transfer-encoding: chunked\r\n\r\n";
    static const std::string esxi_head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " +
                                         std::to_string(versions_start.size() + versions_end.size()) + "\r\n\r\n";
    static const std::string vcenter_start =
        vcenter_head + "30\r\n" + versions_start.substr(0, 0x30) + "\r\n" + "1000\r\n" + versions_start.substr(0x30);
    static const std::vector<capture> all = {
        {"kerberos", "a KDC that names its own realm",
         unhex("00000046 7e44 3042 a003020105 a10302011e a411180f") + "20261128003848Z" +
             unhex("a503020100 a603020144 a9081b06") + "AD.LAB" + unhex("aa0f300d a003020102 a1063004 1b024b41"),
         "Kerberos of AD.LAB, answers error 68 (wrong realm)"},
        {"kerberos", "one that gives tickets to everybody",
         unhex("00000025 6b23 3021 a003020105 a10302010b a3031b0141 a40c300a a003020101 a1033001 00 a500 a600"),
         "Kerberos of A, answers with a ticket"},
        {"mssql", "SQL Server 2019",
         unhex("0401002b00000100 00001a0006 010020 0001 020021 0001 030022 0000 040022 0001 ff 0f0007d00000 00 00 00"),
         "SQL Server 15.0.2000, encrypts logins"},
        {"mssql", "one that demands encryption", unhex("0401001a00000000 00000b0006 0100110001 ff 100003e80000 03"),
         "SQL Server 16.0.1000, demands encryption"},
        {"mssql", "one that tells its version only", unhex("0401001400000000 0000060006 ff 0c0007d00000"),
         "SQL Server 12.0.2000"},
        {"smtp", "Microsoft Exchange",
         "220 EX01.corp.example Microsoft ESMTP MAIL Service ready at Fri, 27 Nov 2026 17:09:39 +0100\r\n",
         "SMTP, EX01.corp.example Microsoft ESMTP MAIL Service ready"},
        {"smtp", "Exim", "220 mail.example ESMTP Exim 4.96 Fri, 27 Nov 2026 16:09:39 +0000\r\n",
         "SMTP, mail.example ESMTP Exim 4.96"},
        {"smtp", "one of several lines", "220-mail.example ESMTP\r\n220-We do not relay.\r\n220\r\n",
         "SMTP, mail.example ESMTP"},
        {"smtp", "one behind a firewall's asterisks", "220 *****************************2******200**\r\n",
         "SMTP, *****************************2******200**"},
        {"smtp", "one with an address only, LF", "220 [192.0.2.7]\n", "SMTP, [192.0.2.7]"},
        {"iscsi", "one that wants a login",
         unhex("23000000 00000000 804641570000 0000 46574159 00000000 00000000 00000001 00000001 0201 0000 "
               "0000000000000000"),
         "iSCSI target, login status 0x0201 (authentication failed)"},
        {"iscsi", "one that moved",
         unhex("23000000 00000000 804641570000 0000 46574159 00000000 00000000 00000001 00000001 0101 0000 "
               "0000000000000000"),
         "iSCSI target, refers to another address"},
        {"ndmp", "a filer",
         unhex("80000030 00000001 5fc1a2b3 00000000 00000502 00000000 00000000 00000000 00000004 00000009") +
             "Connected" + unhex("000000"),
         "NDMP, version 4"},
        {"ndmp", "a filer of version 3, in two fragments",
         unhex("0000000c 00000000 00000000 00000000 80000018 00000502 00000000 00000000 00000000 00000003 00000000"),
         "NDMP, version 3"},
        {"vsphere", "a vCenter Server", vcenter_start + versions_end, "vSphere API 8.0.2.0", vcenter_start.size()},
        {"vsphere", "an ESXi host", esxi_head + versions_start + versions_end, "vSphere API 8.0.2.0",
         esxi_head.size() + versions_start.size()},
        {"vmware-authd", "an ESXi host",
         "220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP, "
         "MKSDisplayProtocol:VNC , , NFCSSL supported/t\r\n",
         "VMware Authentication Daemon Version 1.10"},
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
        {"kerberos", "a KDC without its database",
         unhex("0000003e 7e3c 303a a003020105 a10302011e a411180f") + "20261128003848Z" +
             unhex("a503020100 a60302011d a9031b0141 aa0c300a a003020102 a1033001 00"),
         "Kerberos of A, answers error 29 (service unavailable)"},
        {"postgresql", "one that cannot start a process",
         unhex("45 00000044") +
             std::string("SERROR\0VERROR\0C53300\0Mcould not fork new process\0Fpostmaster.c\0\0", 64),
         "PostgreSQL, error 53300: could not fork new process"},
        {"mssql", "one that is paused", unhex("0401001d 00000000 aa 1200 ee420000 01 0e 0200 6e006f00 00 00 01000000"),
         "SQL Server, error 17134"},
        {"smtp", "one that takes no mail from here", "554 mail.example No SMTP service here\r\n",
         "SMTP, answers 554 mail.example No SMTP service here"},
        {"smtp", "one that takes no mail at all", "521 mail.example does not accept mail\r\n",
         "SMTP, answers 521 mail.example does not accept mail"},
        {"smtp", "a busy one", "421-mail.example\r\n421 Too many connections\r\n", "SMTP, answers 421 mail.example"},
        {"iscsi", "a target without resources",
         unhex("23000000 00000000 804641570000 0000 46574159 00000000 00000000 00000001 00000001 0302 0000 "
               "0000000000000000"),
         "iSCSI target, login status 0x0302 (out of resources)"},
        {"iscsi", "one that rejects it",
         unhex("3f800400 00000000 0000000000000000 ffffffff 00000000 00000000 00000001 00000001 00000000 "
               "0000000000000000"),
         "iSCSI, rejects the login (reason 4)"},
        {"ndmp", "one that has no room",
         unhex("80000030 00000001 00000000 00000000 00000502 00000000 00000000 00000002 00000004 0000000b") +
             "No sessions" + std::string(1, '\0'),
         "NDMP, refuses the connection: No sessions"},
        {"ndmp", "one that shuts down",
         unhex("80000024 00000001 00000000 00000000 00000502 00000000 00000000 00000001 00000004 00000000"),
         "NDMP, shuts down"},
        {"vsphere", "a vCenter Server that starts", "HTTP/1.1 503 Service Unavailable\r\nserver: envoy\r\n\r\n",
         "HTTP 503, envoy: a gateway that does not reach the service"},
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
        {"vsphere", "Squid in the place of vSphere", denied, "HTTP 403, squid/5.7, via proxy01"},
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
        {"kerberos", "Samba",
         unhex("7e81d23081cfa003020105a10302011ea411180f32303236313132383030333834385aa505020302"
               "a4c1a603020106a7221b20464149525741592d303030303030303030303030343635372e494e5641"
               "4c4944a8253023a003020101a11c301a1b18666169727761792d3030303030303030303030303436"
               "3537a9221b20464149525741592d303030303030303030303030343635372e494e56414c4944aa35"
               "3033a003020102a12c302a1b066b72627467741b20464149525741592d3030303030303030303030"
               "30343635372e494e56414c4944"),
         "Kerberos, answers error 6 (unknown client)", 213},
        {"kerberos", "MIT", mit_kerberos(), "Kerberos, answers error 6 (unknown client)", 233},
        {"ntp", "chrony",
         unhex("240500e700000000000000007f7f0101eeb4a11686f9e6f20000000000004657eeb4a118322d75cfeeb4a118323253c0"),
         "NTP, version 4, stratum 5", 48},
        {"ntp", "one that is not synchronized",
         unhex(
             "e40000e7 00000000 00000000 00000000 0000000000000000 0000000000004657 eeb4a118322d75cf eeb4a118323253c0"),
         "NTP, version 4, not synchronized", 48},
        {"ntp", "one of version 3 that denies access",
         unhex(
             "dc0000e7 00000000 00000000 44454e59 0000000000000000 0000000000004657 eeb4a118322d75cf eeb4a118323253c0"),
         "NTP, version 3, kiss code DENY (denies access)", 48},
        {"ntp", "one that is asked too often",
         unhex(
             "e40000e7 00000000 00000000 52415445 0000000000000000 0000000000004657 eeb4a118322d75cf eeb4a118323253c0"),
         "NTP, version 4, kiss code RATE (asked too often)", 48},
    };
    return all;
}
