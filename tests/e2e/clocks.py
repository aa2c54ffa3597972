#!/usr/bin/python3
"""Whole programs with clocks that are set: a collector that starts once with a clock nine years ahead, and ten years in
which its certificate authority ends and a new one takes its place. No history is lost, and no prober has to enroll again.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from e2e.clock import Clock
from e2e.collector import BUILD, PATIENCE, Collector, wait_until

FAIRWAY = pathlib.Path(os.environ.get("FAIRWAY", BUILD / "fairway"))
YEARS = 365.25
failures = 0


def expect(what, seen, wanted):
    global failures
    good = seen == wanted
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'}  {what}: {seen}" + ("" if good else f", expected {wanted}"), flush=True)


class Prober:
    def __init__(self, directory, collector, name, clock):
        self.directory, self.collector, self.name, self.clock = directory, collector, name, clock
        self.state = directory / name
        token = directory / "token"
        token.touch(mode=0o600)
        token.write_text(collector.token())
        self.call("enroll", "--collector", f"https://127.0.0.1:{collector.port}", "--token-file", token,
                  "--ca-fingerprint", collector.fingerprint(), "--name", name, expected=[0])
        self.identity = self.read("identity.json")["prober"]

    def read(self, name):
        return json.loads((self.state / name).read_text())

    def call(self, command, *words, expected):
        done = subprocess.run([FAIRWAY, command, "--state", self.state, *map(str, words)], capture_output=True, text=True,
                              timeout=PATIENCE, stdin=subprocess.DEVNULL, env=self.clock.env())
        assert done.returncode in expected, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def reports(self):
        """Whether a report arrives."""
        self.call("run", "--once", "--config", self.directory / "agent.json", expected=[0, 1, 3])
        return not list((self.state / "spool").glob("*.report"))

    def trusts(self):
        return (self.state / "ca.pem").read_text().count("BEGIN CERTIFICATE")


def restart(collector, port):
    collector.end()
    assert collector.start(port=port), collector.log.read_text()


def one_start_with_a_wrong_clock(collector, clock, prober):
    port = collector.port
    count = lambda table: collector.query(f"SELECT count(*) FROM {table}")[0][0]
    before = {table: count(table) for table in ("transition", "audit", "enroll_token", "run")}
    clock.set(9 * YEARS)
    restart(collector, port)
    expect("nine years ahead: a prober with the right clock reports", prober.reports(), True)
    expect("the log says what to do", "fairway-collector clock confirm --data" in collector.log.read_text(), True)
    expect("and so does the command", "ahead: if it is right" in collector.call("clock", "show", "--data", collector.data),
           True)
    collector.end()
    expect("nothing was deleted", {t: count(t) >= n for t, n in before.items()}, {t: True for t in before})
    clock.set(0)
    collector.start(port=port)
    expect("with the right clock again, it reports", prober.reports(), True)
    expect("and the clock is plausible", "plausible" in collector.call("clock", "show", "--data", collector.data), True)


def roll_over(collector, clock, probers):
    port = collector.port
    ends = 10 * YEARS
    clock.set(ends - 150)
    restart(collector, port)
    expect("after almost ten years off, all report", [p.reports() for p in probers], [True] * 3)
    said = probers[0].call("status", expected=[0, 1, 3])
    expect("and say that the CA ends", "certificate authority (CA) ends on" in said, True)
    collector.call("clock", "confirm", "--data", collector.data)
    restart(collector, port)
    expect("so does the collector", "certificate roll-over --data" in collector.log.read_text(), True)

    old = collector.fingerprint()
    collector.call("certificate", "roll-over", "--data", collector.data)
    restart(collector, port)
    expect("a new CA is announced: all report", [p.reports() for p in probers], [True] * 3)
    expect("and trust both", [p.trusts() for p in probers], [2] * 3)
    expect("the old one is in use", collector.fingerprint() == old, True)
    expect("all report again", [p.reports() for p in probers], [True] * 3)
    for _ in range(2):  # it looks once a minute
        try:
            wait_until(lambda: collector.fingerprint() != old, "the new CA to come into use")
            break
        except AssertionError:
            pass
    expect("the new one is", collector.fingerprint() != old, True)
    expect("all report", [p.reports() for p in probers], [True] * 3)
    expect("and trust the new one alone", [p.trusts() for p in probers], [1] * 3)

    clock.set(ends + 30)
    restart(collector, port)
    expect("after the end of the old CA, all report", [p.reports() for p in probers], [True] * 3)
    expect("as who they were", [p.read("identity.json")["prober"] for p in probers], [p.identity for p in probers])
    expect("none was enrolled again", collector.query("SELECT count(*) FROM prober")[0][0], 3)


def main():
    with tempfile.TemporaryDirectory(prefix="fairway-e2e.") as name:
        directory = pathlib.Path(name)
        (directory / "agent.json").write_text(json.dumps(
            {"schema": "fairway-agent/1", "as": ["agent-linux"], "peers": {"backup-server": ["127.0.0.1"]},
             "recheck_after": "0s", "identify": False, "trace": False, "metrics": None}))
        clock = Clock(directory, "collector")
        os.environ.update(clock.env())  # for the collector and its commands
        collector = Collector(directory)
        collector.start()
        try:
            right = Clock(directory, "right")
            probers = [Prober(directory, collector, host, right) for host in ("web01", "web02", "web03")]
            expect("three probers report", [p.reports() for p in probers], [True] * 3)
            one_start_with_a_wrong_clock(collector, clock, probers[0])
            for p in probers:
                p.clock = clock
            roll_over(collector, clock, probers)
        finally:
            collector.end()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
