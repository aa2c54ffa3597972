#!/usr/bin/python3
"""Ready rules: what `--format rules-nftables` prints is loaded where it belongs, and the failing check turns green."""
import json
import sys

from lab import check, needs
from lab.outcome import Results, differs
from lab.topology import Lab

# What a typical host has: a chain that drops everything else. `more` goes before its end.
HOST = """table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    ct state invalid drop
    iif "lo" accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport 22 accept
    %s
  }
  chain forward { type filter hook forward priority 0; policy accept; }
  chain output { type filter hook output priority 0; policy accept; }
}
"""
ROUTER = """table inet filter {
  chain forward {
    type filter hook forward priority 0; policy %s;
    ct state established,related accept
    meta l4proto { icmp, ipv6-icmp } accept
    %s
  }
}
"""
SENDER = """table inet filter {
  chain output { type filter hook output priority 0; policy accept; tcp dport 10006 reject with icmpx type admin-prohibited; }
}
"""


class Story:
    """A check that fails, the rules that are made of its report, and the check afterwards."""

    def __init__(self, results, checker, lab, title):
        self.results, self.checker, self.lab, self.title = results, checker, lab, title
        both = lambda label: f"{lab.address(label)},{lab.address(label, 6)}"
        self.options = ["--as", "agent-linux", "--peer", f"backup-server={both('vbr')}", "--peer",
                        f"repository={both('repo')}", "--no-identify", "--timeout", "1.5"]
        # Without a firewall, everything works.
        self.expect("before there is a firewall", 0)

    def expect(self, when, status):
        report, got, errors = self.checker.check(self.lab, *self.options)
        failed = sorted({(f["finding"], f["ports"]) for f in report["findings"] if f["outcome"] != "pass"})
        self.results.check(f"{self.title}: {when}", [differs("exit code", got, status), errors.strip(),
                                                     f"not well: {failed}" if status == 0 and failed else None])
        return report

    def rules(self, report):
        file = self.checker.file("report.json", json.dumps(report))
        done = self.lab["agent"].run([self.checker.program, "report", file, "--format", "rules-nftables"], nobody=True)
        self.results.check(f"{self.title}: rules are printed", [differs("exit code", done.returncode, 0), done.stderr])
        return done.stdout

    def load(self, where, rules, changes):
        """Loads the rules there and says whether they changed anything: not of hosts that they are not for."""
        count = lambda: self.lab[where].run(["nft", "list", "ruleset"]).stdout.count('comment "fairway"')
        before = count()
        self.lab[where].nft(rules)
        self.results.check(f"{self.title}: they load on {where}", [differs("new rules", count() > before, changes)])


def on_hosts(results, checker, lab):
    story = Story(results, checker, lab, "hosts that drop")
    for host in ("vbr", "repo"):
        lab[host].nft(HOST % "")
    rules = story.rules(story.expect("behind them", 1))
    results.check(f"{story.title}: a table of its own would not help",
                  [None if "insert rule inet filter input" in rules else "no rule goes into the chain that drops"])
    # The whole file on each of them: each rule names its host's address.
    for host in ("vbr", "repo"):
        story.load(host, rules, True)
    story.expect("after the rules", 0)
    # Nobody else is let in.
    stranger = lab["dc"].run([checker.program, "check", *story.options], nobody=True)
    results.check(f"{story.title}: another host still is kept out", [differs("exit code", stranger.returncode, 1)])
    for host in ("vbr", "repo"):
        lab[host].nft("flush ruleset")


def on_hosts_that_reject(results, checker, lab):
    story = Story(results, checker, lab, "hosts that reject")
    for host in ("vbr", "repo"):
        lab[host].nft(HOST % "reject with icmpx type admin-prohibited")
    rules = story.rules(story.expect("behind them", 1))
    for host in ("vbr", "repo"):
        story.load(host, rules, True)
    story.expect("after the rules", 0)
    for host in ("vbr", "repo"):
        lab[host].nft("flush ruleset")


def on_the_router(results, checker, lab):
    story = Story(results, checker, lab, "a router that drops")
    lab["r1"].nft(ROUTER % ("drop", ""))
    rules = story.rules(story.expect("behind it", 1))
    story.load("r1", rules.replace("inet filter input", "inet filter forward"), True)
    story.expect("after the rules, in its chain of forwarded packets", 0)
    lab["r1"].nft("flush ruleset")

    story = Story(results, checker, lab, "a router that rejects")
    lab["r1"].nft(ROUTER % ("accept", "tcp dport { 10006, 6162 } reject with icmpx type admin-prohibited"))
    rules = story.rules(story.expect("behind it", 1))
    active = [line for line in rules.splitlines() if line and not line.startswith("#")]
    results.check(f"{story.title}: no rule for a host that is not in the way", [differs("rules", active, [])])
    story.load("r1", "\n".join(line[1:] for line in rules.splitlines() if line.startswith("#insert")), True)
    story.expect("after the rules for routers", 0)
    lab["r1"].nft("flush ruleset")


def on_this_host(results, checker, lab):
    story = Story(results, checker, lab, "this host's own firewall")
    lab["agent"].nft(SENDER)
    rules = story.rules(story.expect("inside it", 1))
    story.load("agent", rules, True)
    story.expect("after the rules", 0)
    lab["agent"].nft("flush ruleset")


def main():
    needs.root_or_skip()
    results = Results()
    with check.Checker() as checker, Lab(wire="delayed", icmp_limits=False) as lab:
        peers = needs.tool("lab", "lab_peers")
        lab["vbr"].start_ready([peers, "hold:10006"])
        lab["repo"].start_ready([peers, "hold:6162"])  # 2500-3300: listeners exist while a job runs
        for story in (on_hosts, on_hosts_that_reject, on_the_router, on_this_host):
            story(results, checker, lab)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
