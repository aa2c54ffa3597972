"""Measures whole processes inside a namespace, as nobody: wall clock, CPU time and peak memory, from wait4().

The half that starts them runs in the namespace itself and uses posix_spawn, so that neither Python's fork nor
`setpriv` is counted.
"""
import dataclasses
import json
import os
import subprocess

# Debian's own Python: the one in PATH may not be readable for nobody.
_HELPER = ["/usr/bin/python3", "-S", "-c", """
import json, os, sys, time
for line in sys.stdin:
    job = json.loads(line)
    out = os.memfd_create("out")
    actions = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out if job["errors"] else 2, 2)]
    start = time.monotonic()
    pid = os.posix_spawn(job["command"][0], job["command"], os.environ, file_actions=actions)
    _, status, used = os.wait4(pid, 0)
    wall = time.monotonic() - start
    os.lseek(out, 0, 0)
    with os.fdopen(out, errors="replace") as text:
        answer = {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss * 1024,
                  "status": os.waitstatus_to_exitcode(status), "out": text.read()}
    print(json.dumps(answer), flush=True)
"""]


@dataclasses.dataclass
class Measured:
    wall: float  # seconds
    cpu: float   # seconds, user and system
    rss: int     # bytes, at its peak
    status: int
    out: str


class Stopwatch:
    def __init__(self, namespace):
        # Makes other load on the machine matter less; everything that is compared gets the same treatment.
        self._helper = namespace.start(_HELPER, nobody=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        os.setpriority(os.PRIO_PROCESS, self._helper.pid, -10)

    def run(self, command, errors=False):
        """`errors`: the program's stderr goes where its stdout goes."""
        self._helper.stdin.write(json.dumps({"command": command, "errors": errors}) + "\n")
        self._helper.stdin.flush()
        return Measured(**json.loads(self._helper.stdout.readline()))
