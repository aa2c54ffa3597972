#!/usr/bin/python3
"""Kills a prober (kill -9) at every step of its spool, while it writes, sends and removes reports to a real collector. A
report that was once in the spool must arrive, in order and counted once; and every start must work.

  tests/e2e/prober_kill.py [--kills N]     (50; 1000 by hand)

Every run probes a port of its own, so that each report can be told in the collector's database: its flow is there, and
is gone with the next report that arrives.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from e2e.collector import BUILD, PATIENCE, Collector

FAIRWAY = pathlib.Path(os.environ.get("FAIRWAY", BUILD / "fairway"))
# Opening, writing, syncing, renaming and removing files, and talking to the collector.
STEPS = {"openat": 90, "write": 40, "fsync": 12, "rename,renameat,renameat2": 6, "unlink,unlinkat": 6,
         "sendmsg,sendto": 12}


def flow(port):
    return f"prober:target:tcp:{port}"


def matrix(port):
    return {"schema": "fairway-matrix/1", "id": "kills", "version": "1", "title": "Kills",
            "source": {"url": "https://example.invalid/kills", "updated": "2026-01-19"},
            "roles": [{"id": "prober", "title": "prober"}, {"id": "target", "title": "target"}], "facts": [],
            "flows": [{"id": flow(port), "rows": [1], "from": "prober", "to": "target", "protocol": "tcp",
                       "ports": [port], "select": "all", "listens": "on-demand", "identify": None,
                       "purpose": "one port a run"}]}


class Runs:
    def __init__(self, directory, collector):
        self.directory, self.collector = pathlib.Path(directory), collector
        self.state = self.directory / "state"
        token = self.directory / "token"
        token.write_text(collector.token())
        token.chmod(0o600)
        subprocess.run([FAIRWAY, "enroll", "--state", self.state, "--collector", f"https://127.0.0.1:{collector.port}",
                        "--token-file", token, "--ca-fingerprint", collector.fingerprint(), "--name", "web01"],
                       check=True, timeout=PATIENCE, capture_output=True)

    def once(self, port, wrapper=()):
        """One run that probes this port; returns its exit code, negative if a signal ended it."""
        (self.directory / "matrix.json").write_text(json.dumps(matrix(port)))
        config = self.directory / "agent.json"
        config.write_text(json.dumps({"schema": "fairway-agent/1", "as": ["prober"],
                                      "peers": {"target": ["127.1.2.3"]},
                                      "matrix": "matrix.json", "recheck_after": "0s",
                                      "identify": False, "trace": False, "metrics": None}))
        with open(self.directory / "log", "a") as log:
            done = subprocess.run([*wrapper, FAIRWAY, "run", "--state", self.state, "--config", config, "--once"],
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=PATIENCE,
                                  start_new_session=True)
        return done.returncode

    def waiting(self):
        """The ports whose reports are in the spool."""
        found = set()
        for file in (self.state / "spool").glob("*.report"):
            found |= {int(p) for p in re.findall(rb'"flow": ?"prober:target:tcp:(\d+)"', file.read_bytes())}
        return found

    def arrived(self):
        """The ports whose reports the collector has, in order."""
        gone = [f for f, in self.collector.query("SELECT flow FROM transition WHERE to_finding = 'gone' ORDER BY id")]
        here = [f for f, in self.collector.query("SELECT flow FROM flow_state")]
        return [int(f.rsplit(":", 1)[1]) for f in gone + here]


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
        collector.start()
        try:
            runs = Runs(directory, collector)
            first, port = 20001, 20000
            kills = dict.fromkeys(STEPS, 0)
            durable = set()
            while sum(kills.values()) < o.kills:
                assert port < 60000 and port - 20000 < 4 * o.kills, f"too few kills hit: {kills}"
                port += 1
                step = chance.choice(list(STEPS))
                when = chance.randrange(1, STEPS[step])
                wrapper = ["strace", "-f", "-qq", "-e", f"trace={step}", "-e",
                           f"inject={step}:signal=KILL:when={when}", "-o", "/dev/null"]
                status = runs.once(port, wrapper)
                if status in (-signal.SIGKILL, 128 + signal.SIGKILL):
                    kills[step] += 1
                    # What is in the spool now must arrive.
                    durable |= runs.waiting()
                else:
                    assert status in (0, 1, 3), f"run {port} ended with {status}, after kills {kills}"
                    durable.add(port)
            port += 1
            status = runs.once(port)
            assert status in (0, 1, 3), f"the last run ended with {status}"
            durable.add(port)

            assert runs.waiting() == set(), f"left in the spool: {runs.waiting()}"
            arrived = runs.arrived()
            assert arrived == sorted(set(arrived)), f"out of order, or twice: {arrived}"
            lost = durable - set(arrived)
            assert not lost, f"lost: {sorted(lost)}"
            leftovers = [f.name for f in (runs.state / "spool").iterdir() if f.is_file() and f.name != "counters"]
            assert not leftovers, leftovers
            print(f"ok: {o.kills} kills ({', '.join(f'{v} at {k}' for k, v in kills.items())}) in {port - first + 1} runs; "
                  f"{len(arrived)} reports arrived, each once and in order; {len(durable)} had been in the spool, none lost")
        finally:
            collector.end()


if __name__ == "__main__":
    main()
