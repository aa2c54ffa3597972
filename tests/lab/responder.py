#!/usr/bin/python3
"""The responder end to end: `fairway listen` on a new machine, `fairway check` on the backup server, firewalls between.

The lab's "agent" is the backup server here, its host "repo" the machine that is to be protected.
"""
import contextlib
import json
import os
import pathlib
import pwd
import signal
import subprocess
import sys

from lab import check, needs
from lab.outcome import Results, differs
from lab.topology import Lab

NEW = "repo"
# Of one page: others add conditions that these sites do not state.
PAGE = ["--matrix", "veeam-agents@2026-01-19"]
LINUX = PAGE + ["--as", "backup-server", "--fact", "data_mover_on_backup_server=true"]
WINDOWS = PAGE + ["--as", "backup-server", "--fact", "netbios=true", "--only", "backup-server:agent-windows:*"]


class Responder:
    """`fairway listen` as root on the new machine; text() ends it and gives its summary."""

    def __init__(self, lab, checker, key, *arguments):
        self._host = lab[NEW]
        self.process = self._host.start([checker.program, "listen", *arguments, "--key-file", key, "--for", "5m"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.start = ""
        while "Ready." not in self.start:
            line = self.process.stderr.readline()
            if not line:
                raise SystemExit(f"FAIL  fairway listen did not start:\n{self.start}")
            self.start += line

    def status(self, field):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return line.split()[1:]
        return None

    def text(self):
        self.process.send_signal(signal.SIGINT)
        out, self.errors = self.process.communicate(timeout=20)
        self._host.stop(self.process)
        return out

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._host.stop(self.process)
        self.process.stderr.close()


def key_file(checker, name, owner):
    path = pathlib.Path(checker.folder, name)
    subprocess.run([checker.program, "key", "create", "--output", str(path)], check=True)
    os.chown(path, pwd.getpwnam(owner).pw_uid, -1)
    return str(path)


def addresses(lab):
    return [lab.address(NEW), lab.address(NEW, 6)]


def run(lab, checker, role, options, key=None):
    targets = ",".join(addresses(lab))
    with_key = ["--key-file", key, "--responder", targets] if key else []
    report, status, errors = checker.check(lab, *options, "--peer", f"{role}={targets}", *with_key)
    return report, status, errors


def flow(report, ports, target, protocol="tcp"):
    found = [f for f in report["findings"]
             if f["ports"] == ports and f["target"] == target and f["protocol"] == protocol]
    return found[0] if len(found) == 1 else None


def expect(report, lab, ports, finding, outcome, spans=None, text="", advice="", protocol="tcp"):
    """What one flow must show for both addresses of the new machine; returns a list of differences."""
    problems = []
    for target in addresses(lab):
        f = flow(report, ports, target, protocol)
        if f is None:
            problems.append(f"{target}: no such flow: {protocol} {ports}")
            continue
        problems += [differs(f"{target} finding", f["finding"], finding),
                     differs(f"{target} outcome", f["outcome"], outcome),
                     None if text in f["text"] else f"{target} text {f['text']!r} lacks {text!r}",
                     None if advice in (f["advice"] or "") else f"{target} advice {f['advice']!r} lacks {advice!r}"]
        if spans is not None:
            seen = [(s["ports"], s["finding"], s["evidence"]) for a in f["addresses"] for s in a["spans"]]
            problems.append(differs(f"{target} spans", seen, spans))
    return problems


def rule_for(lab, text):
    """A rule for the new machine, in both families."""
    return [f"{family} daddr {address} {text}" for family, address in zip(("ip", "ip6"), addresses(lab))]


def forward(lab, router, rules):
    lab[router].nft("table inet lab\ndelete table inet lab\n" + table("forward", rules))


def table(hook, rules, policy="accept", more=""):
    body = "\n".join(f"    {line}" for line in rules)
    return (f"table inet lab {{\n{more}  chain {hook} {{\n    type filter hook {hook} priority 0; policy {policy};\n"
            f"{body}\n  }}\n}}\n")


def story(lab, checker, keys, results):
    """Before onboarding: a firewall hole is missing, is found, is made."""
    forward(lab, "r2", rule_for(lab, "tcp dport { 3001-3300, 6162 } drop"))
    with Responder(lab, checker, keys["root"], "--as", "agent-linux") as responder:
        results.check(f"{lab}: listen gives root up", [
            differs("Uid", set(responder.status("Uid")), {"65534"}), differs("Groups", responder.status("Groups"), []),
            differs("CapEff", responder.status("CapEff"), ["0" * 16]),
            None if "TCP 22, 2500-3300, 6160, 6162" in responder.start else responder.start])

        report, status, errors = run(lab, checker, "agent-linux", LINUX, keys["nobody"])
        proven = ("proven", "pass")
        results.check(f"{lab}: story: exit code and notes",
                      [differs("exit code", status, 1), errors, differs("notes", report["notes"], [])])
        for ports in ("22", "6160"):
            results.check(f"{lab}: story: {ports} is proven",
                          expect(report, lab, ports, *proven, [(ports, "proven", "proven")], "works in both directions"))
        results.check(f"{lab}: story: 6162 fails", expect(
            report, lab, "6162", "silent", "fail", [("6162", "silent", "silent")],
            "the responder on the target was reached on other ports", "Allow TCP 6162 from"))
        results.check(f"{lab}: story: the router is named", [
            None if f"dropped at or after {lab.address('r2', family)}" in
            flow(report, "6162", lab.address(NEW, family))["text"] else f"IPv{family}: not named"
            for family in (4, 6)])
        results.check(f"{lab}: story: the range is told in spans", expect(
            report, lab, "2500-3300", "silent", "fail",
            [("2500-3000", "proven", "proven"), ("3001-3300", "silent", "silent")],
            "2500-3000 proven, 3001-3300 silent", "Allow TCP 3001-3300 from"))

        forward(lab, "r2", [])
        report, status, errors = run(lab, checker, "agent-linux", LINUX, keys["nobody"])
        results.check(f"{lab}: story: after the hole was opened", [differs("exit code", status, 0), errors] + [
            p for ports in ("22", "6160", "6162", "2500-3300")
            for p in expect(report, lab, ports, *proven, [(ports, "proven", "proven")])])
        # A service that is installed must answer itself: the responder's word is a warning then.
        report, status, errors = run(lab, checker, "agent-linux", [*LINUX, "--phase", "operation"], keys["nobody"])
        results.check(f"{lab}: story: in operation the service is still missing", [
            differs("exit code", status, 0), *expect(report, lab, "6160", "proven", "warn", advice="start the service")])

        text = " ".join(responder.text().split())
        results.check(f"{lab}: story: the responder's summary", [
            differs("exit code", responder.process.returncode, 0),
            *[None if f"{asker} proven TCP 22, 2500-3300, 6160, 6162" in text else f"no {asker} in {text!r}"
              for asker in (lab.address("agent"), lab.address("agent", 6))]])


def reachable_from_outside(lab, checker, keys, results):
    """What only the responder can show: lost answers, forged refusals, proxies, UDP, translated addresses."""
    lost = "tcp sport 6162 tcp flags & (syn|ack) == (syn|ack) drop"
    forward(lab, "r1", [r.replace("daddr", "saddr") for r in rule_for(lab, lost)])
    # A proxy that accepts in the host's place, and a firewall that refuses in its name.
    lab["r2"].start_ready([needs.tool("lab", "lab_peers"), "hold:7000"])
    lab["r2"].nft("table inet lab\ndelete table inet lab\n" + table("forward", rule_for(
        lab, "tcp dport 2500-2600 reject with tcp reset")) + "table inet nat {\n  chain pre {\n"
        "    type nat hook prerouting priority -100;\n" + "\n".join(rule_for(lab, "tcp dport 6160 redirect to :7000"))
        + "\n  }\n}\n")
    # The same on the host itself: no hop tells that from a closed port.
    lab[NEW].nft(table("input", ["tcp dport 22 reject with tcp reset"]))
    with Responder(lab, checker, keys["root"], "--as", "agent-linux") as responder:
        report, status, errors = run(lab, checker, "agent-linux", LINUX, keys["nobody"])
        results.check(f"{lab}: SYN-ACK lost on the return path", expect(
            report, lab, "6162", "silent", "fail", [("6162", "silent", "silent")],
            "the SYN arrived at the target; the answer was dropped on the return path", "Allow the answers to TCP 6162"))
        results.check(f"{lab}: a proxy answers in the host's place", expect(
            report, lab, "6160", "intermediary", "warn", [("6160", "intermediary", "connected")],
            "not by the target"))
        results.check(f"{lab}: the host's own firewall forges refusals", expect(
            report, lab, "22", "blocked", "fail", [("22", "blocked", "refused")],
            "the responder on the target did not send it", "rejects it with a TCP reset"))
        results.check(f"{lab}: a firewall forges refusals", expect(
            report, lab, "2500-3300", "blocked", "fail",
            [("2500-2600", "blocked", "refused"), ("2601-3300", "proven", "proven")], "the target did not send it"))
        report, status, errors = run(lab, checker, "agent-linux", [*LINUX, "--no-trace"], keys["nobody"])
        results.check(f"{lab}: without hop checks the responder's word is left", [
            *expect(report, lab, "6160", "intermediary", "warn", text="nothing reached the responder on the target"),
            *expect(report, lab, "2500-3300", "blocked", "fail", text="the responder on the target did not send it")])
        text = " ".join(responder.text().split())
        results.check(f"{lab}: the responder saw half of the handshake", [
            None if f"{asker} proven TCP 2601-3300 half-open TCP 6162" in text else f"no {asker} in {text!r}"
            for asker in (lab.address("agent"), lab.address("agent", 6))])
    lab["r2"].nft("delete table inet nat\n")
    lab[NEW].nft("delete table inet lab\n")
    forward(lab, "r1", [])

    forward(lab, "r2", rule_for(lab, "udp dport 138 drop"))
    lab["r1"].nft("table inet nat {\n  chain post {\n    type nat hook postrouting priority 100;\n"
                  "    oifname south masquerade\n  }\n}\n")
    with Responder(lab, checker, keys["root"], "--as", "agent-windows"):
        report, _, _ = run(lab, checker, "agent-windows", WINDOWS, keys["nobody"])
        results.check(f"{lab}: UDP is proven, too",
                      expect(report, lab, "137", "proven", "pass", text="it sees this host as", protocol="udp"))
        results.check(f"{lab}: UDP that is dropped is known to be",
                      expect(report, lab, "138", "silent", "fail", [("138", "silent", "silent")], protocol="udp"))
        notes = " ".join(report["notes"])
        results.check(f"{lab}: translated addresses are named", [
            None if f"sees this host as {a}, not as {b}" in notes else f"{a} is not in {notes!r}"
            for a, b in (("10.77.1.1", lab.address("agent")), ("fd77:0:0:1::1", lab.address("agent", 6)))])
    lab["r1"].nft("delete table inet nat\n")
    forward(lab, "r2", [])


def stealth(lab, checker, keys, results):
    """A host whose own firewall drops ports that nobody listens on, and one that somebody does."""
    def own_firewall(listening):
        ports = f"elements = {{ {listening} }}" if listening else ""
        lab[NEW].nft("table inet lab\ndelete table inet lab\n" + table(
            "input", ["tcp flags & (syn|ack) == syn tcp dport != @listening drop"],
            more=f"  set listening {{ type inet_service; flags interval; {ports}; }}\n"))

    own_firewall("")
    report, status, _ = run(lab, checker, "agent-linux", LINUX)
    results.check(f"{lab}: stealth without a responder is unknown", [
        differs("exit code", status, 3), *expect(report, lab, "6160", "silent", "unknown"),
        *expect(report, lab, "6162", "silent", "unknown")])
    own_firewall("22, 2500-3300, 6162")
    with Responder(lab, checker, keys["root"], "--as", "agent-linux"):
        report, status, _ = run(lab, checker, "agent-linux", LINUX, keys["nobody"])
        results.check(f"{lab}: stealth with a responder is a verdict", [
            differs("exit code", status, 1), *expect(report, lab, "6162", "proven", "pass"),
            *expect(report, lab, "6160", "silent", "fail", text="on the path or on the target")])
    lab[NEW].nft("delete table inet lab\n")


def strangers(lab, checker, keys, results):
    """Another key: the responder never sends a byte."""
    counted = "counter"
    lab[NEW].nft("table inet lab\ndelete table inet lab\n" + table("output", [
        f"meta l4proto udp {counted}", f"meta l4proto tcp @th,104,8 & 0x08 == 0x08 {counted}"]))
    with Responder(lab, checker, keys["root"], "--as", "agent-windows") as responder:
        def sent():
            listing = json.loads(lab[NEW].run(["nft", "-j", "list", "table", "inet", "lab"]).stdout)
            return [e["counter"]["packets"] for item in listing["nftables"] for e in item.get("rule", {}).get("expr", [])
                    if "counter" in e]
        before = sent()
        report, _, _ = run(lab, checker, "agent-windows", WINDOWS, keys["other"])
        results.check(f"{lab}: a wrong key gets nothing", [
            differs("packets with data", sent(), before), *expect(report, lab, "6162", "connected", "pass"),
            differs("notes", len([n for n in report["notes"] if "No responder answered at" in n]), 2)])
        report, _, _ = run(lab, checker, "agent-windows", WINDOWS, keys["nobody"])
        results.check(f"{lab}: the right one does, so that the counters count", [
            *expect(report, lab, "6162", "proven", "pass"),
            None if all(n > m for n, m in zip(sent(), before)) else f"nothing counted: {sent()}"])
        results.check(f"{lab}: nothing was said of the stranger", [differs("words", responder.text() and
                      responder.errors.replace("fairway: stopped\n", ""), "")])


def main():
    needs.root_or_skip()
    results = Results()
    with check.Checker() as checker:
        keys = {"root": key_file(checker, "root.key", "root"), "other": key_file(checker, "other.key", "nobody")}
        same = pathlib.Path(checker.folder, "nobody.key")
        same.write_bytes(pathlib.Path(keys["root"]).read_bytes())
        same.chmod(0o600)
        os.chown(same, pwd.getpwnam("nobody").pw_uid, -1)
        keys["nobody"] = str(same)
        for wire in ("delayed", "plain"):
            for part in (story, reachable_from_outside, stealth, strangers):
                with contextlib.ExitStack() as stack:
                    part(stack.enter_context(Lab(wire=wire)), checker, keys, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
