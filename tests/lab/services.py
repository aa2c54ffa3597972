#!/usr/bin/python3
"""The shipped matrix against real services: sshd, nginx, Samba, unbound; and what only looks like one."""
import pathlib
import sys
import tempfile

from lab import check, needs, services
from lab.outcome import Results, differs
from lab.topology import Lab


def both(lab, label):
    return f"{lab.address(label)},{lab.address(label, 6)}"


def compare(results, lab, title, run, expected):
    """expected: flow -> (finding, outcome, evidence), or family -> that where the families differ."""
    report, status, errors = run
    results.check(f"{lab}: {title}: ends without complaint", [errors.strip(), differs("complete", report["complete"], True)])
    for flow, wanted in expected.items():
        found = [f for f in report["findings"] if f["flow"] == flow]
        problems = [differs("number of targets", len(found), 2)]
        for f in found:
            address = f["addresses"][0]["address"]
            finding, outcome, evidence = wanted[6 if ":" in address else 4] if isinstance(wanted, dict) else wanted
            problems += [differs(f"{address} finding", f["finding"], finding),
                         differs(f"{address} outcome", f["outcome"], outcome),
                         *[differs(f"{address} evidence", s["evidence"], evidence)
                           for a in f["addresses"] for s in a["spans"]]]
        results.check(f"{lab}: {title}: {flow}", problems)
    others = {f["flow"] for f in report["findings"]} - set(expected)
    results.check(f"{lab}: {title}: nothing else was probed", [differs("other flows", others, set())])


KNOWN = ("confirmed", "pass", "identified")
REFUSED = ("path-open", "pass", "refused")
NOT_THERE = ("path-open", "fail", "refused")

# NetBIOS knows IPv4 only; to a datagram on 138 no answer is ever due.
SHARE = {"agent:smb-share:tcp:445": KNOWN, "agent:smb-share:tcp:139": KNOWN,
         "agent:smb-share:udp:137": {4: KNOWN, 6: NOT_THERE},
         "agent:smb-share:udp:138": {4: ("unverifiable", "skip", "silent"), 6: NOT_THERE}}

SSH_HOST = {"backup-server:agent-linux:tcp:22": KNOWN, "backup-server:agent-linux:tcp:6160": REFUSED,
            "backup-server:agent-linux:tcp:6162": REFUSED}

# Flows of a matrix of our own: UDP services that the shipped one has no flow for, and an echo in their place.
DATAGRAMS = {"prober:dns:udp:53": KNOWN,
             "prober:dns:tcp:53": KNOWN,
             "prober:nbns:udp:137": {4: KNOWN, 6: NOT_THERE},
             "prober:echo:udp:53": ("wrong-service", "fail", "connected"),
             "prober:echo:udp:137": ("wrong-service", "fail", "connected")}
IDENTIFY = {"53": "dns", "137": "nbns"}


def datagram_matrix():
    flows = []
    for n, flow in enumerate(DATAGRAMS):
        source, target, protocol, port = flow.split(":")
        flows.append({"id": flow, "rows": [n + 1], "from": source, "to": target, "protocol": protocol, "ports": [port],
                      "select": "all", "listens": "service", "identify": IDENTIFY[port], "purpose": "lab"})
    roles = [{"id": r, "title": r} for r in ("prober", "dns", "nbns", "echo")]
    return {"schema": "fairway-matrix/1", "id": "lab-datagrams", "version": "1", "title": "Lab: datagrams",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"}, "roles": roles, "facts": [],
            "flows": flows}


def dns_site(lab):
    hosts = [{"name": "backup.lab", "addresses": [lab.address("agent")], "roles": ["backup-server"]}]
    hosts += [{"name": f"dns-v{family}", "addresses": [lab.address("dc", family)], "roles": ["dns-server"]} for family in (4, 6)]
    return {"schema": "fairway-site/1", "hosts": hosts}


def run(lab, checker, folder, results):
    for label, start in (("repo", services.sshd), ("vbr", services.nginx), ("nas", services.samba), ("dc", services.unbound)):
        own = folder / f"{lab.wire}-{label}"
        own.mkdir()
        start(lab[label], own)
    lab["cloud"].start_ready([needs.tool("lab", "lab_peers"), "echo/udp:53,137"])

    no_netbios = {f: e for f, e in SHARE.items() if f.endswith(":445")}
    for title, arguments, expected in (
            ("Samba", ["--as", "agent-windows", "--peer", f"smb-share={both(lab, 'nas')}", "--fact", "netbios=true"], SHARE),
            ("Samba without NetBIOS", ["--as", "agent-windows", "--peer", f"smb-share={both(lab, 'nas')}", "--fact",
                                       "netbios=false"], no_netbios),
            ("sshd", ["--as", "backup-server", "--peer", f"agent-linux={both(lab, 'repo')}", "--fact",
                      "data_mover_on_backup_server=false"], SSH_HOST),
            ("sshd in operation", ["--as", "backup-server", "--peer", f"agent-linux={both(lab, 'repo')}", "--fact",
                                   "data_mover_on_backup_server=false", "--phase", "operation"],
             {f: e if e == KNOWN else NOT_THERE for f, e in SSH_HOST.items()}),
            ("unbound", ["--as", "backup-server", "--peer", f"dns-server={both(lab, 'dc')}"],
             # It answers, but knows no backup server of this name.
             {"backup-server:dns-server:tcp:53": ("confirmed", "warn", "identified")}),
            ("unbound that knows the backup server",
             ["--site", checker.file("dns-site.json", dns_site(lab)), "--host", "backup.lab"],
             {"backup-server:dns-server:tcp:53": KNOWN}),
            ("nginx", ["--as", "distribution-server-linux", "--peer", f"backup-server={both(lab, 'vbr')}"],
             {"distribution-server:backup-server:tcp:443": KNOWN})):
        compare(results, lab, title, checker.check(lab, "--matrix", "veeam-agents@2026-01-19", *arguments), expected)

    hosts = [{"name": "agent", "addresses": [lab.address("agent")], "roles": ["prober"]}]
    hosts += [{"name": f"{role}-v{family}", "addresses": [lab.address(label, family)], "roles": [role]}
              for role, label in (("dns", "dc"), ("nbns", "nas"), ("echo", "cloud")) for family in (4, 6)]
    compare(results, lab, "datagrams",
            checker.check(lab, "--matrix", checker.file("datagrams.json", datagram_matrix()), "--site",
                          checker.file("datagrams-site.json", {"schema": "fairway-site/1", "hosts": hosts}),
                          "--host", "agent"), DATAGRAMS)


def from_another_address(lab, checker, results):
    """Asked at its second address, unbound answers from its first, as everything that listens on 0.0.0.0 does."""
    second, first = lab.more_addresses("dc", 1)[0], lab.address("dc")
    hosts = [{"name": "agent", "addresses": [lab.address("agent")], "roles": ["prober"]},
             {"name": "dc", "addresses": [second], "roles": ["dns"]}]
    report, status, errors = checker.check(
        lab, "--matrix", checker.file("datagrams.json", datagram_matrix()), "--site",
        checker.file("second-site.json", {"schema": "fairway-site/1", "hosts": hosts}), "--host", "agent",
        "--only", "prober:dns:udp:53", "--phase", "operation")
    found = report["findings"][0]
    seen = found["addresses"][0]["spans"][0]
    results.check(f"{lab}: datagrams: answered from another address",
                  [errors.strip(), differs("exit code", status, 1), differs("finding", found["finding"], "stalled"),
                   differs("outcome", found["outcome"], "fail"), differs("evidence", seen["evidence"], "connected"),
                   differs("answered by", seen["answered_by"], first),
                   differs("who is named", f"from {first} in place of {second}" in found["text"], True)])


def main():
    needs.root_or_skip()
    if not needs.commands("sshd", "nginx", "smbd", "nmbd", "unbound"):
        return needs.SKIPPED
    results = Results()
    # Daemons drop to users of their own: they must be able to enter.
    with tempfile.TemporaryDirectory(prefix="fairway-services-") as name, check.Checker() as checker:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        for wire in ("delayed", "plain"):
            with Lab(wire=wire, icmp_limits=True) as lab:
                run(lab, checker, folder, results)
                from_another_address(lab, checker, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
