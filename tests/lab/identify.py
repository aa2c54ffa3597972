#!/usr/bin/python3
"""What answers, asked of real servers: each by its own protocol, by others' protocols, and where nobody answers."""
import collections
import pathlib
import sys
import tempfile

from lab import check, firewall, needs, services
from lab.outcome import Results, differs
from lab.topology import Lab

SERVERS = {"repo": (services.busy_sshd, services.denying_samba, services.postgresql),
           "vbr": (services.nginx, services.vsphere), "dc": (services.unbound, services.smtpd, services.chronyd),
           "cloud": (services.expired_slapd,), "nas": (services.nfs, services.squid, services.tgtd),
           "ad": (services.samba_ad,)}

# Server, port, the protocol that its flow expects; finding and what the server says of itself (a beginning of it:
# versions change); what the finding counts as, who listens according to the matrix, and over what it is asked.
Case = collections.namedtuple("Case", "host port protocol finding identity outcome listens carrier",
                              defaults=(None, "service", "tcp"))

OWN = (
    Case("repo", 22, "ssh", "confirmed", "OpenSSH_"),
    Case("vbr", 80, "http", "confirmed", "HTTP 204, nginx"),
    Case("vbr", 443, "https", "confirmed", "HTTP 204, nginx"),
    Case("dc", 53, "dns", "confirmed", "DNS, answers NOERROR"),
    Case("cloud", 389, "ldap", "confirmed", "LDAP, version 3"),
    Case("cloud", 636, "ldaps", "confirmed", "LDAP, version 3", "warn"),  # its certificate expired
    Case("nas", 111, "rpcbind", "confirmed", "rpcbind, version 2"),
    Case("nas", 2049, "nfs", "confirmed", "NFS, version 4"),
    Case("ad", 53, "dns", "confirmed", "DNS, answers "),
    Case("ad", 135, "msrpc", "confirmed", "DCE/RPC endpoint mapper"),
    Case("ad", 139, "netbios-ssn", "confirmed", "NetBIOS session service"),
    Case("ad", 389, "ldap", "confirmed", "LDAP, versions 2 and 3"),
    Case("ad", 445, "smb2", "confirmed", "SMB 3.0.2"),
    Case("ad", 636, "ldaps", "confirmed", "LDAP, versions 2 and 3"),
    Case("ad", 88, "kerberos", "confirmed", "Kerberos, answers error 6 (unknown client)"),
    Case("ad", 88, "kerberos", "confirmed", "Kerberos, answers error 6 (unknown client)", carrier="udp"),
    Case("repo", 5432, "postgresql", "confirmed", "PostgreSQL, offers TLS"),
    Case("repo", 5433, "postgresql", "confirmed", "PostgreSQL, without TLS"),
    Case("dc", 25, "smtp", "confirmed", "SMTP, mail.lab ESMTP OpenSMTPD"),
    Case("dc", 123, "ntp", "confirmed", "NTP, version 4, stratum 5", carrier="udp"),
    Case("nas", 3260, "iscsi", "confirmed", "iSCSI target"),
    Case("vbr", 9444, "vsphere", "confirmed", "vSphere API 8.0.2.0"),
)

# Servers that speak first, or that complain in their own protocol, are named.
OTHERS = (
    *[Case("repo", 22, p, "wrong-service", "SSH")
      for p in ("msrpc", "netbios-ssn", "smb2", "ldap", "dns", "rpcbind", "nfs", "winrm", "http", "kerberos", "postgresql",
                "mssql", "smtp", "iscsi", "ndmp", "vmware-authd")],
    *[Case("vbr", 80, p, "wrong-service", "HTTP") for p in ("msrpc", "netbios-ssn", "smb2", "ldap", "dns", "rpcbind", "nfs",
                                                            "kerberos", "mssql", "iscsi")],
    *[Case("dc", 25, p, "wrong-service", "SMTP greeting") for p in ("ssh", "http", "postgresql", "ndmp", "vmware-authd")],
    *[Case("repo", 5432, p, "wrong-service", "PostgreSQL") for p in ("smb2", "kerberos")],
    Case("vbr", 443, "vsphere", "wrong-service", "HTTP, but not vSphere: 204, nginx"),
    Case("nas", 3260, "smtp", "stalled", None),
    Case("vbr", 80, "winrm", "wrong-service", "HTTP, but not WinRM: 204, nginx"),
    Case("vbr", 443, "http", "confirmed", "HTTP 400, nginx"),  # nginx says so, in plain HTTP
    Case("nas", 111, "nfs", "wrong-service", "ONC RPC, but not NFS"),
    Case("nas", 2049, "rpcbind", "wrong-service", "ONC RPC, but not rpcbind"),
    Case("ad", 135, "smb2", "wrong-service", "DCE/RPC"),
    Case("ad", 445, "ssh", "stalled", None),
)

LARGE = 9443  # packets of full size from there get lost

# Services that turn this host away, and what answers in a service's place.
REFUSALS = (
    Case("repo", 445, "smb2", "stalled", "SMB, refuses the session: not listening for the calling name"),
    Case("repo", 139, "netbios-ssn", "stalled",
         "NetBIOS session service, refuses the session: not listening for the calling name"),
    Case("repo", 2222, "ssh", "stalled", "Exceeded MaxStartups"),
    Case("vbr", 8443, "https", "stalled", "TLS older than 1.2"),
    Case("vbr", LARGE, "https", "stalled", None),
    Case("vbr", 8082, "http", "stalled", "HTTP 502, nginx"),
    Case("nas", 80, "http", "intercepted", "HTTP 403, squid/"),
    Case("nas", 80, "winrm", "intercepted", "HTTP 403, squid/"),
    Case("nas", 80, "https", "intercepted", "HTTP 400, squid/"),
    Case("vbr", 8080, "http", "intermediary", "HTTP 302, nginx", "warn", "external"),
    Case("vbr", 8081, "http", "confirmed", "HTTP 301, nginx", "pass", "external"),
)

PROTOCOLS = ("ssh", "msrpc", "netbios-ssn", "smb2", "ldap", "ldaps", "dns", "rpcbind", "nfs", "winrm", "http", "https",
             "kerberos", "postgresql", "mssql", "smtp", "iscsi", "ndmp", "vsphere", "vmware-authd")
MUTE = tuple(Case("vbr", 40000 + n, protocol, "stalled", None) for n, protocol in enumerate(PROTOCOLS))

CASES = [*OWN, *OTHERS, *REFUSALS, *MUTE]

# A machine has one mail server and one that keeps its clock, which may not be these: program -> how it starts, and its port.
OPTIONAL = {"smtpd": (services.smtpd, 25), "chronyd": (services.chronyd, 123)}


def leave_out(program):
    start, port = OPTIONAL[program]
    SERVERS["dc"] = tuple(s for s in SERVERS["dc"] if s is not start)
    CASES[:] = [case for case in CASES if (case.host, case.port) != ("dc", port)]


TLS = ("https", "ldaps", "vsphere")


def role(case):
    return f"{case.host}-{case.carrier}-{case.port}-{case.protocol}"


def flow(case):
    return f"prober:{role(case)}:{case.carrier}:{case.port}"


def matrix():
    return {"schema": "fairway-matrix/1", "id": "lab-identify", "version": "1", "title": "Lab: who answers",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"}, "facts": [],
            "roles": [{"id": "prober", "title": "prober"},
                      *[{"id": role(case), "title": role(case), **({"external": True} if case.listens == "external" else {})}
                        for case in CASES]],
            "flows": [{"id": flow(case), "rows": [n + 1], "from": "prober", "to": role(case), "protocol": case.carrier,
                       "ports": [str(case.port)], "select": "all", "listens": case.listens, "identify": case.protocol,
                       "purpose": "lab"} for n, case in enumerate(CASES)]}


def site(lab):
    hosts = [{"name": "agent", "addresses": [lab.address("agent")], "roles": ["prober"]}]
    for host in SERVERS:
        hosts += [{"name": f"{host}-v{family}", "addresses": [lab.address(host, family)],
                   "roles": [role(case) for case in CASES if case.host == host]} for family in (4, 6)]
    return {"schema": "fairway-site/1", "hosts": hosts}


def says(got, beginning):
    if beginning is None:
        return differs("identity", got, None)
    return None if (got or "").startswith(beginning) else f"identity is {got!r}, expected {beginning!r} and maybe more"


def run(lab, checker, folder, results):
    for label, starts in SERVERS.items():
        for start in starts:
            own = folder / f"{lab.wire}-{label}-{start.__name__}"
            own.mkdir()
            own.chmod(0o755)
            start(lab[label], own)
    lab["vbr"].ip("link set dev north gso_max_segs 1")  # or r2 sees several packets as a large one
    lab["r2"].nft(firewall.table(forward=[f"tcp sport {LARGE} meta length > 1200 drop"]))
    lab["vbr"].start_ready([needs.tool("lab", "lab_peers"), "hold:" + ",".join(str(c.port) for c in MUTE)])

    report, _, errors = checker.check(lab, "--matrix", checker.file("identify.json", matrix()), "--site",
                                      checker.file("identify-site.json", site(lab)), "--host", "agent",
                                      "--phase", "operation")
    results.check(f"{lab}: ends without complaint", [errors.strip(), differs("complete", report["complete"], True)])
    for case in CASES:
        for family in (4, 6):
            found = [f for f in report["findings"] if f["flow"] == flow(case) and f["target"] == f"{case.host}-v{family}"]
            problems = [differs("number of findings", len(found), 1)]
            for f in found:
                spans = [s for a in f["addresses"] for s in a["spans"]]
                problems += [differs("finding", f["finding"], case.finding),
                             differs("outcome", f["outcome"],
                                     case.outcome or ("pass" if case.finding == "confirmed" else "fail")),
                             *[says(s["identity"], case.identity) for s in spans],
                             *[differs("evidence", s["evidence"], "identified")
                               for s in spans if case.finding == "confirmed"],
                             *[differs("certificate seen", s["tls"] is not None, case.protocol in TLS)
                               for s in spans if case.finding == "confirmed"],
                             None if case.port != LARGE or "packets of full size get lost" in f["text"] else f["text"]]
            results.check(f"{lab}: IPv{family}: {case.protocol} asked of {case.host} {case.carrier} port {case.port}", problems)
    notice_nothing(lab, folder, results)


def notice_nothing(lab, folder, results):
    """Sessions that end as their protocol wants it are none that somebody has to look into."""
    if services.smtpd in SERVERS["dc"]:
        lines = (folder / f"{lab.wire}-dc-smtpd" / "smtpd.log").read_text().splitlines()
        # What it takes for more than one command at once, such as an HTTP request, it ends with the same word.
        quits, complained = ({line.split()[0] for line in lines if word in line} for word in ("reason=quit", "bad-input"))
        results.check(f"{lab}: OpenSMTPD heard QUIT", [differs("sessions that ended so", len(quits - complained), 2)])
    log = (folder / f"{lab.wire}-repo-postgresql" / "5433.log").read_text()
    results.check(f"{lab}: PostgreSQL sees no login and no mistake",
                  [line for line in log.splitlines() if "FATAL" in line or "startup packet" in line])


def main():
    needs.root_or_skip()
    if not needs.commands("sshd", "nginx", "unbound", "slapd", "rpcbind", "ganesha.nfsd", "smbd", "squid", "samba", "samba-tool",
                          "postgres", "initdb", "tgtd", "tgtadm"):
        return needs.SKIPPED
    for program in OPTIONAL:
        if not needs.optional(program):
            leave_out(program)
    results = Results()
    # Daemons drop to users of their own: they must be able to enter.
    with tempfile.TemporaryDirectory(prefix="fairway-identify-") as name, check.Checker() as checker:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        with Lab(wire="delayed", icmp_limits=True) as lab:
            run(lab, checker, folder, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
