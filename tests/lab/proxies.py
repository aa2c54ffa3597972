#!/usr/bin/python3
"""External services through squid, with unbound for its names: what it allows, forbids, cannot reach, and what it asks for."""
import os
import pathlib
import pwd
import subprocess
import sys
import tempfile

from lab import check, needs, services
from lab.outcome import Results, differs
from lab.topology import Lab

OPEN, LOCKED, NOBODY = 3128, 3129, 3130  # ports of the proxy: for all, with a password, and where none listens
NAMES = ("vbr.lab", "denied.lab", "unknown.lab", "closed.lab")

# By name and port: finding, part of the text.
THROUGH = {
    ("vbr.lab", "443"): ("intercepted", "the certificate does not prove that this is the service"),  # self-signed
    ("vbr.lab", "80"): ("confirmed", "the expected service answered: HTTP 204, nginx"),
    ("denied.lab", "443"): ("blocked", "the proxy does not allow this (403): ERR_ACCESS_DENIED"),
    ("denied.lab", "80"): ("blocked", "the proxy does not allow this (403): ERR_ACCESS_DENIED"),
    # Versions of squid differ in how they say that a name is not known.
    ("unknown.lab", "443"): ("unreachable", "the proxy cannot reach the service (5"),
    ("unknown.lab", "80"): ("unreachable", "the proxy cannot reach the service (5"),
    ("closed.lab", "443"): ("unreachable", "the proxy cannot reach the service (503): ERR_CONNECT_FAIL"),
    ("closed.lab", "80"): ("unreachable", "the proxy cannot reach the service (503): ERR_CONNECT_FAIL"),
}


def all_alike(finding, text):
    return {key: (finding, text) for key in THROUGH}


def squid(host, folder, hosts):
    os.chmod(folder, 0o777)
    (folder / "hosts").write_text("".join(f"{address} {name}\n" for name, address in hosts.items()))
    secret = subprocess.run(["openssl", "passwd", "-apr1", "geheim"], check=True, capture_output=True, text=True).stdout
    (folder / "passwords").write_text(f"me:{secret}")
    (folder / "squid.conf").write_text(f"""
http_port {OPEN}
http_port {LOCKED} name=locked
auth_param basic program /usr/lib/squid/basic_ncsa_auth {folder}/passwords
auth_param basic realm lab
acl locked myportname locked
acl known proxy_auth REQUIRED
acl denied dstdomain denied.lab
acl web port 80 443
http_access allow !locked web !denied
http_access deny !locked
http_access deny !known
http_access allow web !denied
http_access deny all
hosts_file {folder}/hosts
dns_nameservers 127.0.0.1
pinger_enable off
cache deny all
access_log none
cache_log {folder}/cache.log
pid_filename {folder}/pid
coredump_dir {folder}
shutdown_lifetime 0 seconds
visible_hostname proxy.lab
""")
    services._start(host, folder, [needs.find("squid"), "-N", "-f", str(folder / "squid.conf")], run_folders=["squid"])
    services._wait(host, tcp=[OPEN, LOCKED])


def matrix():
    flows = [{"id": f"prober:storage:tcp:{port}", "rows": [n + 1], "from": "prober", "to": "storage", "protocol": "tcp",
              "ports": [port], "select": "all", "listens": "external", "identify": identify, "purpose": "lab"}
             for n, (port, identify) in enumerate((("443", "https"), ("80", "http")))]
    roles = [{"id": "prober", "title": "the host that checks"}, {"id": "storage", "title": "Storage", "external": True}]
    return {"schema": "fairway-matrix/1", "id": "lab-proxies", "version": "1", "title": "Lab: proxies",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"}, "roles": roles, "facts": [],
            "flows": flows}


def credentials(checker, name, text):
    path = checker.file(name, text)
    owner = pwd.getpwnam("nobody")
    os.chown(path, owner.pw_uid, owner.pw_gid)
    os.chmod(path, 0o600)
    return path


def run(lab, checker, folder, results):
    for own in ("vbr", "dns", "proxy"):
        (folder / own).mkdir()
    services.nginx(lab["vbr"], folder / "vbr")
    services.unbound(lab["repo"], folder / "dns")
    squid(lab["repo"], folder / "proxy",
          {"vbr.lab": lab.address("vbr"), "denied.lab": lab.address("vbr"), "closed.lab": lab.address("nas")})
    rules = checker.file("proxies.json", matrix())
    right, wrong = credentials(checker, "right", "me:geheim\n"), credentials(checker, "wrong", "me:falsch\n")
    asks = all_alike("blocked", "the proxy asks for a user name and password (407): it accepts Basic")
    rejects = all_alike("blocked", "the proxy rejects the user name and password (407): it accepts Basic")
    for title, port, secret, expected in (
            ("squid", OPEN, None, THROUGH),
            ("squid with a password", LOCKED, right, THROUGH),
            ("squid without the password", LOCKED, None, asks),
            ("squid with a wrong password", LOCKED, wrong, rejects),
            ("no squid", NOBODY, None, all_alike("unreachable", "the connection to the proxy is refused"))):
        proxy = f"{lab.address('repo')}:{port}"
        site = {"schema": "fairway-site/1", "proxy": f"http://{proxy}", "endpoints": {"storage": list(NAMES)},
                "hosts": [{"name": "agent", "addresses": [lab.address("agent")], "roles": ["prober"]}]}
        if secret:
            site["proxy_credentials_file"] = secret
        report, _, errors = checker.check(lab, "--matrix", rules, "--site", checker.file("proxies-site.json", site),
                                          "--timeout", "6")
        results.check(f"{title}: ends without complaint", [errors.strip(), differs("complete", report["complete"], True)])
        found = {(f["target"], f["ports"]): f for f in report["findings"]}
        results.check(f"{title}: all were probed", [differs("flows", set(found), set(expected))])
        for key, (finding, text) in expected.items():
            f = found.get(key, {"finding": None, "text": "", "proxy": None})
            wanted = f"through proxy {proxy}: {text}"
            results.check(f"{title}: {key[0]}:{key[1]}", [
                differs("finding", f["finding"], finding), differs("proxy", f["proxy"], proxy),
                differs("text", f["text"][:len(wanted)], wanted)])
        results.check(f"{title}: no secret is shown", [differs("password", "geheim" in str(report), False)])


def main():
    needs.root_or_skip()
    if not needs.commands("nginx", "squid", "unbound"):
        return needs.SKIPPED
    results = Results()
    # Daemons drop to users of their own: they must be able to enter.
    with tempfile.TemporaryDirectory(prefix="fairway-proxies-") as name, check.Checker() as checker:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        with Lab(wire="plain", icmp_limits=True) as lab:
            run(lab, checker, folder, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
