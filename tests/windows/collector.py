#!/usr/bin/env python3
"""The Windows prober against a real collector: enrollment and reports over TLS, and its service killed and started again.
collector.py FAIRWAY.EXE, in the network of tests/windows/wine (--beside)."""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from e2e.collector import Collector, wait_until  # noqa: E402

WINE = shlex.split(os.environ["FAIRWAY_WINE"])
DRIVE = Path(os.environ["WINEPREFIX"]) / "drive_c"
PROGRAM = DRIVE / "fairway/fairway.exe"
OURS = r"C:\fairway\fairway.exe"
CONFIG = {"schema": "fairway-agent/1", "as": ["agent-windows"], "peers": {"backup-server": ["127.0.0.1"]},
          "interval": "30s", "recheck_after": "0s", "identify": False, "metrics": None}


def windows_path(path):
    return "Z:" + str(Path(path).resolve()).replace("/", "\\")


def fairway(*words, expected=(0,)):
    done = subprocess.run([*WINE, OURS, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    said = (done.stdout + done.stderr).decode()
    assert "\r" not in said, f"{words}: lines end with CR LF"
    assert done.returncode in expected, f"{words} ended with {done.returncode}: {said}"
    return said


def run_once(*words):
    """Its id."""
    return re.search(r"run completed run=(\w+)", fairway("run", "--once", *words, expected=(0, 1, 3))).group(1)


def waiting():
    """Reports in the spool."""
    return [f for f in (DRIVE / "fairway/state/spool").iterdir() if f.name not in ("counters", "quarantine")]


def last_report(collector):
    return collector.query("SELECT run_id FROM prober_report")[0][0]


def service_process():
    """The service's process on this machine: of all, only it was started with these words."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if entry.name.isdigit() and any(w.endswith(b"fairway.exe") for w in words) and b"run" in words:
                if os.environ["WINEPREFIX"].encode() in (entry / "environ").read_bytes():
                    return int(entry.name)
        except OSError:
            continue
    return None


def main():
    program = Path(sys.argv[1]).resolve()
    subprocess.run([*WINE, "cmd", "/c", "exit"], stdin=subprocess.DEVNULL, check=True, timeout=120)  # makes the drive
    PROGRAM.parent.mkdir()
    PROGRAM.write_bytes(program.read_bytes())
    with tempfile.TemporaryDirectory(prefix="fairway windows.") as name:  # with a space
        folder = Path(name)
        config = DRIVE / "fairway/agent.json"
        config.write_text(json.dumps(CONFIG))
        collector = Collector(folder)
        collector.start()
        try:
            url = f"https://127.0.0.1:{collector.port}"
            token = folder / "token.txt"
            token.write_bytes((collector.token() + "\r\n").encode("utf-16"))  # as PowerShell's > writes it
            card = ["--collector", url, "--token-file", windows_path(token)]
            state = ["--state", r"C:\fairway\state"]
            said = fairway("enroll", *state, *card, "--ca-fingerprint", 64 * "0", expected=(1, 2, 4))
            assert not (DRIVE / "fairway/state/identity.json").exists(), said
            fairway("enroll", *state, *card, "--ca-fingerprint", collector.fingerprint())
            print("ok: enrolled with the right certificate authority only")

            run = [*state, "--config", r"C:\fairway\agent.json"]
            first = run_once(*run)
            assert last_report(collector) == first
            port = collector.port
            collector.end()
            run_once(*run)
            assert len(waiting()) == 1, waiting()
            collector.start(port=port)
            last = run_once(*run)
            assert last_report(collector) == last
            assert not waiting(), waiting()
            print("ok: reports came, also the one that had waited while the collector was away")

            fairway("service", "install", "--config", r"C:\fairway\agent.json", *state)
            fairway("service", "start")
            process = wait_until(service_process, "the service's process")
            wait_until(lambda: "last run" in fairway("status", *state, expected=(0, 1, 3)), "the first run of the service")
            memory = dict(re.findall(r"(\w+):\s+(\d+) kB", (Path("/proc") / str(process) / "status").read_text()))
            print(f"     its service waits with {memory['VmRSS']} kB in memory, {memory['RssAnon']} kB without files")
            os.kill(process, 9)
            wait_until(lambda: service_process() is None, "its end")
            fairway("service", "start")
            wait_until(lambda: service_process() not in (None, process), "the service's new process")
            print("ok: the service was killed and starts again with its state")
            fairway("service", "stop")
            assert service_process() is None, "a process is left"
            fairway("service", "remove")
            print("ok: the service was stopped and removed")
        finally:
            collector.end()


if __name__ == "__main__":
    main()
