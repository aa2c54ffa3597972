#!/usr/bin/python3
"""A limit on the size of files (ulimit -f) is an error that says so, for --output and for standard output: the program is not
killed by SIGXFSZ, and what was there before stays.
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

FAIRWAY = pathlib.Path(os.environ.get("FAIRWAY", pathlib.Path(__file__).resolve().parents[2] / "build/release/fairway"))
LIMIT = 1000  # bytes


def call(*words, stdout=subprocess.PIPE):
    return subprocess.run([FAIRWAY, *map(str, words)], stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60,
                          stdin=subprocess.DEVNULL,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT)))


def main():
    with tempfile.TemporaryDirectory(prefix="fairway-e2e.") as name:
        file = pathlib.Path(name) / "site.json"
        file.write_text("before")
        hosts = [word for i in range(100) for word in ("--peer", f"backup-server=vbr{i:03}")]
        done = call("site", "init", "--name", "web01", "--as", "agent-linux", *hosts, "--output", file, "--force")
        assert done.returncode == 4, done
        assert "larger than this process may make files (ulimit -f)" in done.stderr, done.stderr
        assert file.read_text() == "before"
        assert [p.name for p in file.parent.iterdir()] == ["site.json"], "something is left"

        with open(file, "w") as stdout:
            done = call("matrix", "export", "--format", "json", stdout=stdout)
        assert done.returncode == 4, done
        assert "cannot write to standard output" in done.stderr and "ulimit -f" in done.stderr, done.stderr
        assert file.stat().st_size <= LIMIT
        print("ok: a limit on file sizes is an error with its name, and replaces nothing")


if __name__ == "__main__":
    sys.exit(main())
