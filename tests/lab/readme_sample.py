#!/usr/bin/python3
"""Prints what the README shows: the real output of `fairway check` in a lab of network namespaces, 72 columns wide.

web01 is about to become a managed agent on Linux. Three firewalls are in its way:
  vbr01   10006      reset by r2, the last router, in the target's name
  repo01  6162       refused by r1 with ICMP admin-prohibited; 2500-3000 refused by the host, 3001-3300 dropped by r2
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lab import check, needs  # noqa: E402
from lab.topology import Lab  # noqa: E402


def forward(*rules):
    lines = "\n".join(f"    {rule}" for rule in rules)
    return f"table inet lab {{\n  chain forward {{\n    type filter hook forward priority 0; policy accept;\n{lines}\n  }}\n}}\n"


def main():
    needs.root_or_skip()
    with check.Checker() as checker, Lab() as lab:
        repo = lab.address("repo")
        lab["r1"].nft(forward(f"ip daddr {repo} tcp dport 6162 reject with icmpx type admin-prohibited"))
        lab["r2"].nft(forward(f"ip daddr {lab.address('vbr')} tcp dport 10006 reject with tcp reset",
                              f"ip daddr {repo} tcp dport 3001-3300 drop"))
        site = {"schema": "fairway-site/1",
                "facts": {"netbios": False},
                "hosts": [{"name": "web01", "addresses": [lab.address("agent")], "roles": ["agent-linux"]},
                          {"name": "vbr01", "addresses": [lab.address("vbr")], "roles": ["backup-server"]},
                          {"name": "repo01", "addresses": [repo], "roles": ["repository"]}]}
        process = lab["agent"].start([checker.program, "check", "--site", checker.file("site.json", site), *sys.argv[1:]],
                                     nobody=True)
        return 0 if process.wait(timeout=120) in (0, 1, 3) else 1


if __name__ == "__main__":
    sys.exit(main())
