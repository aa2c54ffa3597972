#!/usr/bin/python3
"""Kills a collector (kill -9) before and after commits, while probers report to it; in the end its database must equal
the model exactly: no report lost that was acknowledged, none counted twice.

  tests/e2e/collector_kill.py [--kills N]     (50; 1000 by hand)

strace stops the collector at a chosen system call (a write to the database, its fsync, the answer to a prober), so
that every kill hits one of the steps and not an idle moment.
"""
import argparse
import hashlib
import http.client
import random
import shutil
import signal
import sys
import tempfile
import threading

from e2e.collector import Collector, Prober
from e2e.report import Model, report

FLOWS = [f"agent-linux:backup-server:tcp:{port}" for port in (10006, 9392, 6160, 2500)]
TARGETS = ["vbr01", "vbr02", "vbr03"]
WORDS = ["connected", "path-open", "blocked"]
STEPS = ["pwrite64", "fdatasync", "fsync", "sendmsg,sendto,write"]


class Reporter(threading.Thread):
    """One prober: sends its next report until it is acknowledged, each with a state of its own."""

    def __init__(self, prober, model, random_state, count):
        super().__init__(daemon=True)
        self.prober, self.model, self.random, self.left = prober, model, random_state, count
        self.runs = self.sent = self.duplicates = 0
        self.waiting = None
        self.wrong = None

    def next_state(self):
        state = dict(self.model.state or {})
        for flow in FLOWS:
            for target in TARGETS:
                if self.random.random() < 0.3:
                    state[flow, target] = self.random.choice(WORDS)
        if state and self.random.random() < 0.1:
            del state[self.random.choice(sorted(state))]
        if not state or self.random.random() < 0.2:
            state[FLOWS[0], TARGETS[0]] = "connected"
        return state

    def run(self):
        try:
            while self.left > 0:
                if self.waiting is None:
                    self.runs += 1
                    run_id = hashlib.sha256(f"{self.prober.host} {self.runs}".encode()).hexdigest()[:32]
                    self.waiting = run_id, self.next_state()
                self.sent += 1
                status, answer = self.prober.report(report(self.waiting[0], self.prober.host, self.waiting[1]))
                if status == 503:
                    return  # the collector is ending
                if status != 200:
                    self.wrong = f"{status} {answer}"
                    return
                self.duplicates += answer["duplicate"]
                self.model.take(self.waiting[1])
                self.waiting = None
                self.left -= 1
        except (OSError, http.client.HTTPException):
            pass  # killed; the report waits for the next life


def life(collector, reporters, wrapper):
    """From start to kill. Returns whether the collector was killed by strace."""
    if not collector.start(wrapper):
        collector.end(signal.SIGKILL)
        return True
    threads = []
    for old in reporters:
        t = Reporter(old.prober, old.model, old.random, 12)
        t.runs, t.duplicates, t.sent, t.waiting = old.runs, old.duplicates, old.sent, old.waiting
        threads.append(t)
    for t in threads:
        t.start()
    for t in threads:
        t.join(120)
        assert not t.is_alive(), "a prober hangs"
        assert t.wrong is None, t.wrong
        t.prober.hang_up()
    by_strace = not collector.alive()
    collector.end(signal.SIGKILL)
    reporters[:] = threads
    return by_strace


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=50)
    o = options.parse_args()
    if shutil.which("strace") is None:
        print("FAIL  strace is not installed (apt-get install strace)")
        sys.exit(1)
    chance = random.Random(20261125)
    with tempfile.TemporaryDirectory(prefix="fairway-e2e.") as directory:
        collector = Collector(directory)
        token = collector.token()
        collector.start()
        reporters = []
        for n in range(4):
            prober = Prober(collector, f"host{n}", hashlib.sha256(f"secret {n}".encode()).hexdigest())
            prober.enroll(token, hashlib.sha256(f"install {n}".encode()).hexdigest()[:32])
            prober.hang_up()
            reporters.append(Reporter(prober, Model(), random.Random(n), 0))
        collector.end()

        kills = dict.fromkeys(STEPS, 0)
        others = 0
        for n in range(o.kills):
            step = STEPS[n % len(STEPS)]
            # Early ones hit the opening of the database and the recovery of what the kill before left.
            when = chance.randrange(1, 60 if step != "fsync" else 4)
            wrapper = ["strace", "-f", "-qq", "-e", f"trace={step}", "-e", f"inject={step}:signal=KILL:when={when}",
                       "-o", "/dev/null"]
            if life(collector, reporters, wrapper):
                kills[step] += 1
            else:
                others += 1
        # What still waits is delivered to a collector that nobody kills.
        assert not life(collector, reporters, []), \
            f"the collector did not survive without being killed; it said\n{collector.log.read_text()[-1000:]}"
        for r in reporters:
            assert r.waiting is None, f"{r.prober.host} could not deliver its last report"

        for r in reporters:
            state = {(flow, target): word for flow, target, word in collector.query(
                "SELECT flow, target, finding FROM flow_state WHERE prober = ?", r.prober.id)}
            assert state == r.model.state, f"{r.prober.host}: the state differs\n{state}\n{r.model.state}"
            seen = collector.query("SELECT flow, target, from_finding, to_finding FROM transition WHERE prober = ? "
                                   "ORDER BY id", r.prober.id)
            in_model = r.model.transitions
            # Within one report the order of flows has no meaning.
            assert sorted(seen) == sorted(in_model), f"{r.prober.host}: {len(seen)} transitions, {len(in_model)} in the model"
        assert collector.query("PRAGMA integrity_check") == [("ok",)]
        runs = sum(r.runs for r in reporters)
        print(f"ok: {o.kills} kills ({', '.join(f'{v} at {k}' for k, v in kills.items())}, {others} between requests), "
              f"{runs} reports sent {sum(r.sent for r in reporters)} times, "
              f"{sum(r.duplicates for r in reporters)} of them again after a lost reply, "
              f"{sum(len(r.model.transitions) for r in reporters)} transitions: database equals model")


if __name__ == "__main__":
    main()
