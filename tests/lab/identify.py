#!/usr/bin/python3
"""What answers, asked of real servers: each by its own protocol, by others' protocols, and where nobody answers."""
import collections
import pathlib
import sys
import tempfile

from lab import check, needs, services
from lab.outcome import Results, differs
from lab.topology import Lab

SERVERS = {"repo": services.sshd, "vbr": services.nginx, "dc": services.unbound, "cloud": services.slapd,
           "nas": services.nfs, "ad": services.samba_ad}

# Server, port, the protocol that its flow expects; finding and what the server says of itself (a beginning of it:
# versions change).
Case = collections.namedtuple("Case", "host port protocol finding identity")

OWN = (
    Case("repo", 22, "ssh", "confirmed", "OpenSSH_"),
    Case("vbr", 80, "http", "confirmed", "HTTP 204, nginx"),
    Case("vbr", 443, "https", "confirmed", "HTTP 204, nginx"),
    Case("dc", 53, "dns", "confirmed", "DNS, answers NOERROR"),
    Case("cloud", 389, "ldap", "confirmed", "LDAP, version 3"),
    Case("cloud", 636, "ldaps", "confirmed", "LDAP, version 3"),
    Case("nas", 111, "rpcbind", "confirmed", "rpcbind, version 2"),
    Case("nas", 2049, "nfs", "confirmed", "NFS, version 4"),
    Case("ad", 53, "dns", "confirmed", "DNS, answers "),
    Case("ad", 135, "msrpc", "confirmed", "DCE/RPC endpoint mapper"),
    Case("ad", 139, "netbios-ssn", "confirmed", "NetBIOS session service"),
    Case("ad", 389, "ldap", "confirmed", "LDAP, versions 2 and 3"),
    Case("ad", 445, "smb2", "confirmed", "SMB 3.0.2"),
    Case("ad", 636, "ldaps", "confirmed", "LDAP, versions 2 and 3"),
)

# Servers that speak first, or that complain in their own protocol, are named.
OTHERS = (
    *[Case("repo", 22, p, "wrong-service", "SSH")
      for p in ("msrpc", "netbios-ssn", "smb2", "ldap", "dns", "rpcbind", "nfs", "winrm", "http")],
    *[Case("vbr", 80, p, "wrong-service", "HTTP") for p in ("msrpc", "netbios-ssn", "smb2", "ldap", "dns", "rpcbind", "nfs")],
    Case("vbr", 80, "winrm", "wrong-service", "HTTP, but not WinRM: 204, nginx"),
    Case("vbr", 443, "http", "confirmed", "HTTP 400, nginx"),  # nginx says so, in plain HTTP
    Case("nas", 111, "nfs", "wrong-service", "ONC RPC, but not NFS"),
    Case("nas", 2049, "rpcbind", "wrong-service", "ONC RPC, but not rpcbind"),
    Case("ad", 135, "smb2", "wrong-service", "DCE/RPC"),
    Case("ad", 445, "ssh", "stalled", None),
)

PROTOCOLS = ("ssh", "msrpc", "netbios-ssn", "smb2", "ldap", "ldaps", "dns", "rpcbind", "nfs", "winrm", "http", "https")
MUTE = tuple(Case("vbr", 40000 + n, protocol, "stalled", None) for n, protocol in enumerate(PROTOCOLS))

CASES = (*OWN, *OTHERS, *MUTE)


def role(case):
    return f"{case.host}-{case.port}-{case.protocol}"


def flow(case):
    return f"prober:{role(case)}:tcp:{case.port}"


def matrix():
    return {"schema": "fairway-matrix/1", "id": "lab-identify", "version": "1", "title": "Lab: who answers",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"}, "facts": [],
            "roles": [{"id": r, "title": r} for r in ("prober", *map(role, CASES))],
            "flows": [{"id": flow(case), "rows": [n + 1], "from": "prober", "to": role(case), "protocol": "tcp",
                       "ports": [str(case.port)], "select": "all", "listens": "service", "identify": case.protocol,
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
    for label, start in SERVERS.items():
        own = folder / f"{lab.wire}-{label}"
        own.mkdir()
        own.chmod(0o755)
        start(lab[label], own)
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
                             differs("outcome", f["outcome"], "pass" if case.finding == "confirmed" else "fail"),
                             *[says(s["identity"], case.identity) for s in spans],
                             *[differs("evidence", s["evidence"], "identified")
                               for s in spans if case.finding == "confirmed"],
                             *[differs("certificate seen", s["tls"] is not None, case.protocol in ("https", "ldaps"))
                               for s in spans if case.finding == "confirmed"]]
            results.check(f"{lab}: IPv{family}: {case.protocol} asked of {case.host} port {case.port}", problems)


def main():
    needs.root_or_skip()
    if not needs.commands("sshd", "nginx", "unbound", "slapd", "rpcbind", "ganesha.nfsd", "samba", "samba-tool"):
        return needs.SKIPPED
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
