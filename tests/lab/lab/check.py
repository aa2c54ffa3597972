"""Running `fairway check` in the lab, and reading its report."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import needs
from .case import address


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

    def start(self, lab, *arguments, on="agent"):
        """Starts a check as nobody on this machine; finish() gives its report."""
        return lab[on].start([self.program, "check", *arguments, "--format", "json"], nobody=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, lab, process, timeout=120, on="agent"):
        out, err = process.communicate(timeout=timeout)
        lab[on].stop(process)
        try:
            return json.loads(out), process.returncode, err
        except ValueError:
            raise SystemExit(f"FAIL  fairway check printed no report (exit code {process.returncode}):\n{out}{err}")

    def check(self, lab, *arguments, timeout=120, on="agent"):
        return self.finish(lab, self.start(lab, *arguments, on=on), timeout, on)


def matrix(name, cases):
    """A matrix in which every case is a flow."""
    roles = [{"id": "prober", "title": "the host that checks"}]
    roles += [{"id": host, "title": f"lab host {host}"} for host in dict.fromkeys(case.host for case in cases)]
    flows = [{"id": case.flow, "rows": [n + 1], "from": "prober", "to": case.host, "protocol": case.protocol,
              "ports": [case.ports], "select": case.select, "listens": case.listens, "identify": case.identify,
              "purpose": case.title or case.finding} for n, case in enumerate(cases)]
    return {"schema": "fairway-matrix/1", "id": f"lab-{name}", "version": "1", "title": f"Lab cases: {name}",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"}, "roles": roles, "facts": [],
            "flows": flows}


def target(case, family):
    return f"{case.host}-v{family}"


def site(lab, cases):
    return site_of(lab.address("agent"), {target(case, family): (address(lab, case, family), case.host)
                                          for case in {case.host: case for case in cases}.values()
                                          for family in (4, 6)})


def site_of(prober, targets):
    """The site file of a prober with this address and targets: name -> (address, role)."""
    hosts = [{"name": "agent", "addresses": [prober], "roles": ["prober"]}]
    hosts += [{"name": name, "addresses": [there], "roles": [role]} for name, (there, role) in targets.items()]
    return {"schema": "fairway-site/1", "hosts": hosts}
