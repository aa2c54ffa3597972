#!/usr/bin/python3
"""The whole shipped plan of a backup server over 50 agents: counts, verdicts, duration, memory."""
import json
import sys

from lab import check, firewall, needs
from lab.measure import Stopwatch
from lab.outcome import Results, differs
from lab.topology import Lab

DEADLINE, RATE = 3.5, 1000  # Fairway's own defaults
LARGEST = 64 * 2**20        # bytes of memory

# All questions answered so that every flow applies.
SITE_FACTS = {"backup_server_os": "windows", "oldest_agent_version": "12.3", "netbios": True,
              "data_mover_on_backup_server": True}
WINDOWS_FACTS = {"push_deployment": True, "console_restore": True, "file_level_restore": True, "failover_cluster": True,
                 "sql_log_backup": True, "always_on": True}
WINDOWS = {"tcp": ["6184-6195", "135", "137-138", "139", "445", "6160", "11731", "6167", "2500-3300", "6162", "5985"],
           "udp": ["137", "138"]}
LINUX = {"tcp": ["22", "6160", "6162", "2500-3300"]}
FLOWS = {f"backup-server:{role}:{protocol}:{ports}": (role, protocol)
         for role, flows in (("agent-windows", WINDOWS), ("agent-linux", LINUX))
         for protocol, all_ports in flows.items() for ports in all_ports}
MOST_PORTS = 12 + 1 + 2 + 1 + 1 + 1 + 1 + 1 + 801 + 1 + 1  # of one Windows agent

# What a host does with TCP and UDP -> the findings that follow.
BEHAVIORS = {"accepts": ("vbr", 17, "connected", "path-open"), "refuses": ("nas", 17, "path-open", "path-open"),
              "drops": ("repo", 16, "silent", "unverifiable")}


def outcome(flow, finding):
    """Agents are planned when a check is about onboarding."""
    if finding == "unverifiable" and flow.endswith(":udp:138"):
        return "skip"
    if finding in ("silent", "unverifiable"):
        return "warn" if flow.endswith(":tcp:137-138") else "unknown"  # an optional flow never is worse than warn
    return "pass"


def main():
    needs.root_or_skip()
    results = Results()
    with check.Checker() as checker, Lab(wire="delayed", icmp_limits=False) as lab:
        ports = sorted({p for p in WINDOWS["tcp"] + LINUX["tcp"]})
        lab["vbr"].start_ready([needs.tool("lab", "lab_peers"), f"hold:{','.join(ports)}"])
        lab["repo"].nft(firewall.ruleset(["meta l4proto { tcp, udp } drop"], on_the_way=False))
        hosts, behavior_of = [], {}
        for behavior, (label, count, *_) in BEHAVIORS.items():
            for n, address in enumerate(lab.more_addresses(label, count)):
                name = f"{behavior}-{n}"
                behavior_of[name] = behavior
                windows = n % 2 == 0
                hosts.append({"name": name, "addresses": [address],
                              "roles": ["agent-windows" if windows else "agent-linux"],
                              **({"facts": WINDOWS_FACTS} if windows else {})})
        roles = {h["name"]: h["roles"][0] for h in hosts}
        hosts.append({"name": "agent", "addresses": [lab.address("agent")], "roles": ["backup-server"]})
        site = checker.file("site.json", {"schema": "fairway-site/1", "matrices": ["veeam-agents@2026-01-19"],
                                          "facts": SITE_FACTS, "hosts": hosts})
        measured = Stopwatch(lab["agent"]).run([checker.program, "check", "--site", site, "--host", "agent",
                                                "--no-identify", "--format", "json"])
        try:
            report = json.loads(measured.out)
        except ValueError:
            raise SystemExit(f"FAIL  no report, exit code {measured.status}: {measured.out[:2000]}")

    print(f"{len(report['findings'])} findings, {len(measured.out)} bytes of JSON; {measured.wall:.2f} s wall, "
          f"{measured.cpu:.2f} s CPU, {measured.rss / 2**20:.1f} MiB at most")
    wanted = {(flow, name) for name, role in roles.items() for flow, (of, _) in FLOWS.items() if of == role}
    results.check(f"{len(wanted)} findings: every flow of every agent",
                  [differs("findings", len(report["findings"]), len(wanted)),
                   differs("missing", sorted(wanted - {(f["flow"], f["target"]) for f in report["findings"]})[:5], []),
                   differs("coverage", report["coverage"]["probed"], report["coverage"]["of"])])
    for behavior, (_, _, tcp, udp) in BEHAVIORS.items():
        for flow, (_, protocol) in FLOWS.items():
            finding = tcp if protocol == "tcp" else udp
            seen = {(f["finding"], f["outcome"]) for f in report["findings"]
                    if f["flow"] == flow and behavior_of.get(f["target"]) == behavior}
            results.check(f"agents that {behavior[:-1]}: {flow}",
                          [differs("finding and outcome", seen, {(finding, outcome(flow, finding))})])
    results.check("exit code", [differs("exit code", measured.status, 3)])
    # Hop checks come on top of the sweep, bounded by one further deadline.
    limit = DEADLINE + MOST_PORTS / RATE + 0.5 + DEADLINE
    results.check(f"at most {limit:.2f} s", [f"{measured.wall:.2f} s" if measured.wall > limit else None])
    results.check("at most 64 MiB", [f"{measured.rss / 2**20:.1f} MiB" if measured.rss > LARGEST else None])
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
