"""Running `fairway check` in the lab, and reading its report."""
import json
import os
import pathlib
import shutil
import tempfile

from . import needs
from .case import CASES, address


class Checker:
    """Holds a copy of the program and the files that it reads, where an unprivileged user may read them too."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="fairway-lab-")
        self.folder = pathlib.Path(self._folder.name)
        os.chmod(self.folder, 0o755)
        self.program = str(self.folder / "fairway")
        shutil.copy(needs.fairway(), self.program)
        os.chmod(self.program, 0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def file(self, name, value):
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value, indent=1))
        path.chmod(0o644)
        return str(path)

    def start(self, lab, *arguments):
        """Starts a check as nobody on the agent; finish() gives its report."""
        import subprocess
        return lab["agent"].start([self.program, "check", *arguments, "--format", "json"], nobody=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, lab, process, timeout=120):
        out, err = process.communicate(timeout=timeout)
        lab["agent"].stop(process)
        try:
            return json.loads(out), process.returncode, err
        except ValueError:
            raise SystemExit(f"FAIL  fairway check printed no report (exit code {process.returncode}):\n{out}{err}")

    def check(self, lab, *arguments, timeout=120):
        return self.finish(lab, self.start(lab, *arguments), timeout)


def matrix(group):
    """A matrix of its own for each group: every case is a flow."""
    cases = [case for case in CASES if case.group == group]
    roles = [{"id": "prober", "title": "the host that checks"}]
    roles += [{"id": host, "title": f"lab host {host}"} for host in dict.fromkeys(case.host for case in cases)]
    flows = [{"id": case.flow, "rows": [n + 1], "from": "prober", "to": case.host, "protocol": case.protocol,
              "ports": [case.ports], "select": case.select, "listens": case.listens, "identify": None,
              "purpose": case.title} for n, case in enumerate(cases)]
    return {"schema": "fairway-matrix/1", "id": f"lab-{group}", "version": "1", "title": f"Lab cases: {group}",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"}, "roles": roles, "facts": [],
            "flows": flows}


def target(case, family):
    return f"{case.host}-v{family}"


def site(lab, group):
    cases = [case for case in CASES if case.group == group]
    hosts = [{"name": "agent", "addresses": [lab.address("agent")], "roles": ["prober"]}]
    for case in {case.host: case for case in cases}.values():
        hosts += [{"name": target(case, family), "addresses": [address(lab, case, family)], "roles": [case.host]}
                  for family in (4, 6)]
    return {"schema": "fairway-site/1", "hosts": hosts}
