#!/usr/bin/env python3
"""Installs, upgrades and uninstalls fairway.exe as an MSI, and looks at what that did. msi.py FAIRWAY.EXE,
in the network of tests/windows/wine (--beside). It enrolls with a real collector on installation.

Wine, or a command that starts programs in it, is in FAIRWAY_WINE, its folder in WINEPREFIX: one of its own, as this
installs for everybody. Asserts on files, registry and the service manager, never on exit codes: Wine cuts those of
msiexec to 8 bits, and its own tools say 0 for what they do not do."""

import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
from e2e.collector import Collector  # noqa: E402

MAKE_MSI = HERE.parent.parent / "packaging/windows/make-msi"
WINE = shlex.split(os.environ.get("FAIRWAY_WINE", "wine"))
DRIVE = Path(os.environ["WINEPREFIX"]) / "drive_c"
PROGRAM = DRIVE / "Program Files/Fairway/fairway.exe"
DATA = DRIVE / "ProgramData/Fairway"
SERVICE_KEY = r"HKLM\System\CurrentControlSet\Services\Fairway"
EVENT_KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\Fairway"
ENVIRONMENT_KEY = r"HKLM\System\CurrentControlSet\Control\Session Manager\Environment"
WINDOWS_KEY = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
UNINSTALL_KEY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"

mistakes = 0


def check(what, right, detail=""):
    global mistakes
    mistakes += not right
    print(f"{'ok  ' if right else 'FAIL'} {what}{'' if right or not detail else f': {detail}'}", flush=True)


def wine(*words):
    done = subprocess.run(WINE + list(words), stdin=subprocess.DEVNULL, capture_output=True, timeout=180)
    return (done.stdout + done.stderr).decode("utf-8", "replace").replace("\r", "")


def windows_path(path):
    return "Z:" + str(Path(path).resolve()).replace("/", "\\")


def registry(key, value=None):
    """The lines of a key, or of one value; empty where there is none."""
    text = wine("reg", "query", key, *(["/v", value] if value else []))
    return text if "Unable to find" not in text else ""


def installed_versions():
    text = wine("reg", "query", UNINSTALL_KEY, "/s")
    blocks = [b for b in text.split("\n\n") if "Fairway prober" in b]
    return sorted(line.split()[-1] for b in blocks for line in b.splitlines() if line.split()[:1] == ["DisplayVersion"])


def read(path):
    return path.read_text() if path.exists() else ""


def on_path():
    return registry(ENVIRONMENT_KEY, "Path").count(r"C:\Program Files\Fairway")


def status():
    return wine(r"C:\Program Files\Fairway\fairway.exe", "service", "status")


def wait_for(state):
    """The service is started and stopped without waiting: give it a moment."""
    for _ in range(100):
        text = status()
        if text.startswith(f"service  {state}"):
            return True
        time.sleep(0.1)
    print(text)
    return False


class Packages:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def __getitem__(self, version):
        path = self.folder / f"fairway-{version}.msi"
        if not path.exists():
            subprocess.run([MAKE_MSI, self.program, version, path], check=True)
        return path

    def install(self, version, *properties):
        return wine("msiexec", "/i", windows_path(self[version]), "/qn", *properties)

    def uninstall(self, version, *properties):
        return wine("msiexec", "/x", windows_path(self[version]), "/qn", *properties)


def write_site(folder):
    """Of this host alone: nothing is probed."""
    site = folder / "our site.json"
    host = {"name": socket.gethostname(), "addresses": ["127.0.0.1"], "roles": ["agent-windows"]}
    site.write_text(json.dumps({"schema": "fairway-site/1", "hosts": [host]}))
    return site


def refuses_old_windows(packages):
    wine("reg", "add", WINDOWS_KEY, "/v", "CurrentBuildNumber", "/d", "14393", "/f")
    packages.install("0.1.0")
    check("Windows before 10 1809 is refused", not PROGRAM.exists())
    wine("reg", "add", WINDOWS_KEY, "/v", "CurrentBuildNumber", "/d", "19045", "/f")


def refuses_half_an_enrollment(packages):
    packages.install("0.1.0", "COLLECTOR=https://collector01")
    check("COLLECTOR without TOKENFILE is refused", not PROGRAM.exists())


def installs(packages, site, enrollment):
    packages.install("0.1.0", f"SITEFILE={windows_path(site)}", *enrollment)
    check("the program is there", PROGRAM.exists())
    check("it is on the PATH", on_path() == 1)
    check("the site file is there", read(DATA / "site.json") == read(site))
    check("a configuration names it", '"site": "site.json"' in read(DATA / "agent.json"))
    service = registry(SERVICE_KEY)
    check("the service is registered", r'"C:\Program Files\Fairway\fairway.exe" service run' in service, service)
    check("it has an account of its own", "NT SERVICE\\Fairway" in service, service)
    check("it starts with the computer", "Start    REG_DWORD    0x2" in service, service)
    check("the event log knows its texts", "fairway.exe" in registry(EVENT_KEY, "EventMessageFile"))
    check("it runs", wait_for("running"))
    if enrollment:
        check("it is enrolled", (DATA / "state/identity.json").exists())


def upgrades(packages):
    (DATA / "agent.json").write_text('{"schema": "fairway-agent/1", "site": "site.json", "interval": "1h"}\n')
    (DATA / "state/mine").write_text("kept")
    wine("sc", "config", "Fairway", "start=", "demand")
    by_hand = "Start    REG_DWORD    0x3" in registry(SERVICE_KEY)  # not every Wine can do that
    # What Windows does in an upgrade; Wine 8 would uninstall the old version without saying that it is one.
    packages.uninstall("0.1.0", "UPGRADINGPRODUCTCODE={00000000-0000-0000-0000-000000000000}")
    check("an upgrade takes the old program away", not PROGRAM.exists())
    check("and leaves the service registered", bool(registry(SERVICE_KEY)))
    packages.install("0.2.0")
    check("one version is installed, the new one", installed_versions() == ["0.2.0"], installed_versions())
    check("the configuration stays", '"1h"' in read(DATA / "agent.json"))
    check("the state stays", (DATA / "state/mine").exists())
    if by_hand:
        check("the kind of start stays", "Start    REG_DWORD    0x3" in registry(SERVICE_KEY))
    check("it is on the PATH once", on_path() == 1)
    check("it runs again", wait_for("running"))


def refuses_a_downgrade(packages):
    packages.install("0.1.0")
    check("a downgrade is refused", installed_versions() == ["0.2.0"], installed_versions())
    check("the service still runs", wait_for("running"))


def repairs(packages):
    PROGRAM.unlink()
    wine("msiexec", "/i", windows_path(packages["0.2.0"]), "/qn", "REINSTALL=ALL", "REINSTALLMODE=omus")
    check("a repair brings the program back", PROGRAM.exists())
    check("and keeps the configuration", '"1h"' in read(DATA / "agent.json"))


def uninstalls(packages, version, keep):
    packages.uninstall(version, *(["KEEPSTATE=1"] if keep else []))
    how = " with KEEPSTATE" if keep else ""
    check(f"the program is gone{how}", not PROGRAM.parent.exists(), list(PROGRAM.parent.glob("*")))
    check(f"the service is gone{how}", not registry(SERVICE_KEY))
    check(f"the event log has forgotten it{how}", not registry(EVENT_KEY))
    check(f"the PATH is as before{how}", on_path() == 0)
    check(f"nothing is listed as installed{how}", installed_versions() == [], installed_versions())
    if keep:
        check("configuration and state stay with KEEPSTATE", (DATA / "agent.json").exists() and (DATA / "state/mine").exists())
    else:
        check("configuration and state are gone", not DATA.exists())


def installs_without_the_service(packages):
    packages.install("0.1.0", "ADDLOCAL=Program")
    check("the program is there without the service", PROGRAM.exists() and not registry(SERVICE_KEY))
    # That the next version follows in this is for a real Windows: Wine 8 does not migrate the states of features.
    packages.install("0.2.0", "ADDLOCAL=Program")
    check("one version is installed, the newer one", installed_versions() == ["0.2.0"] and not registry(SERVICE_KEY))
    uninstalls(packages, "0.2.0", keep=False)


def undoes_what_fails(packages, folder):
    """The token file is missing, so the host cannot be enrolled, and nothing is installed."""
    packages.install(
        "0.1.0", "COLLECTOR=https://127.0.0.1:1", "CAFINGERPRINT=" + 64 * "0", f"TOKENFILE={windows_path(folder / 'none')}"
    )
    check("a failed installation leaves no program", not PROGRAM.exists())
    # Wine 8 undoes in another order than Windows: the program is gone before it could take the service away.
    wine(windows_path(packages.program), "service", "remove", "--purge")


def run(packages, folder, card):
    refuses_old_windows(packages)
    refuses_half_an_enrollment(packages)
    installs(packages, write_site(folder), card)
    upgrades(packages)
    refuses_a_downgrade(packages)
    repairs(packages)
    uninstalls(packages, "0.2.0", keep=True)
    packages.install("0.2.0")
    check("the kept configuration is in use again", wait_for("running") and '"1h"' in read(DATA / "agent.json"))
    uninstalls(packages, "0.2.0", keep=False)
    installs_without_the_service(packages)
    undoes_what_fails(packages, folder)


def enrollment(collector, folder):
    token = folder / "token.txt"
    token.write_text(collector.token())
    return [f"COLLECTOR=https://127.0.0.1:{collector.port}", f"TOKENFILE={windows_path(token)}",
            f"CAFINGERPRINT={collector.fingerprint()}"]


def main():
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packages = Packages(program, folder)
        (folder / "collector").mkdir()
        collector = Collector(folder / "collector")
        collector.start()
        try:
            run(packages, folder, enrollment(collector, folder))
        finally:
            collector.end()
    print(f"{mistakes} mistakes" if mistakes else "all as it should be")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
