#!/usr/bin/python3
"""A prober is cloned with its state directory: two machines report to a real collector with one identity. Both hear of it,
people see it, and `fairway enroll --new` makes the copy a prober of its own. The clone's kernel has another boot ID, as
that of every other machine; for that the test needs root (a mount namespace).
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from e2e.collector import BUILD, PATIENCE, Collector

FAIRWAY = pathlib.Path(os.environ.get("FAIRWAY", BUILD / "fairway"))
BOOT_ID = "/proc/sys/kernel/random/boot_id"
SAYS = "another machine reports with this identity"


class Machine:
    """A state directory, and what its machine calls its start; none: what it really is."""

    def __init__(self, directory, name, boot_id=None):
        self.directory, self.state, self.wrapper = directory, directory / name, []
        if boot_id is not None:
            file = directory / f"{name}-boot-id"
            file.write_text(boot_id + "\n")
            self.wrapper = ["unshare", "-m", "sh", "-c", f'mount --bind {file} {BOOT_ID} && exec "$@"', "sh"]

    def call(self, *words, expected):
        done = subprocess.run([*self.wrapper, FAIRWAY, *map(str, words)], capture_output=True, text=True, timeout=PATIENCE,
                              stdin=subprocess.DEVNULL)
        assert done.returncode in expected, f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def enroll(self, collector, *more):
        token = self.directory / "token"
        token.touch(mode=0o600)
        token.write_text(collector.token())
        return self.call("enroll", "--state", self.state, "--collector", f"https://127.0.0.1:{collector.port}", "--token-file",
                         token, "--ca-fingerprint", collector.fingerprint(), *more, expected=[0])

    def reports(self):
        """Whether it is told of another machine."""
        return SAYS in self.call("run", "--once", "--state", self.state, "--config", self.directory / "agent.json",
                                 expected=[0, 1, 3])


def main():
    if os.geteuid() != 0:
        print("skipped: needs root")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="fairway-e2e.") as name:
        directory = pathlib.Path(name)
        (directory / "agent.json").write_text(json.dumps(
            {"schema": "fairway-agent/1", "as": ["agent-linux"], "peers": {"backup-server": ["127.0.0.1"]},
             "recheck_after": "0s", "identify": False, "trace": False, "metrics": None}))
        collector = Collector(directory)
        collector.start()
        try:
            original = Machine(directory, "original")
            original.enroll(collector)
            clone = Machine(directory, "clone", "11111111-2222-3333-4444-555555555555")
            shutil.copytree(original.state, clone.state)
            told = [m.reports() for m in (original, clone, original, clone, original)]
            assert told == [False, False, False, True, True], told
            assert SAYS in original.call("status", "--state", original.state, expected=[3])
            entries = collector.query("SELECT count(*) FROM audit WHERE action = 'several-machines'")
            assert entries == [(1,)], entries
            assert "several machines" in collector.call("prober", "list", "--data", collector.data)
            assert "a clone?" in collector.log.read_text()

            clone.enroll(collector, "--new")
            probers = collector.query("SELECT count(*), count(DISTINCT install_id) FROM prober")
            assert probers == [(2, 2)], probers
            assert not clone.reports(), "the clone is told of the original"
            print("ok: two machines with one identity are told of each other, and the copy became a prober of its own")
        finally:
            collector.end()


if __name__ == "__main__":
    main()
