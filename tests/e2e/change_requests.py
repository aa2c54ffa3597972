#!/usr/bin/python3
"""One change request of many hosts' reports: one row for one rule, with nothing allowed that nobody needs, in languages
that the tools for them read, whatever the hosts are called, and in the time and memory that there are.
"""
import csv
import io
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import tempfile
import unittest

from e2e.report import finding, report

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("FAIRWAY_BUILD", ROOT / "build/release"))
HOSTS, TARGETS = 500, 40
SECONDS, MIB = 2, 200
EVIL = "'; reboot #\"><script>$(reboot)`reboot`\\ \u2019?{}"


def stopped(flow, target, source, destination, router):
    one = finding(flow, target, "blocked")
    one["blocker"] = {"kind": "router", "address": router, "hop": None}
    one["addresses"][0] |= {"address": destination, "source": source}
    one["addresses"][0]["spans"][0] |= {"state": "filtered", "reason": "admin-prohibited", "evidence": "refused",
                                        "answered_by": router, "icmp": {"version": 6 if ":" in router else 4,
                                                                        "type": 1 if ":" in router else 3,
                                                                        "code": 1 if ":" in router else 13}}
    return one


def fleet(name=lambda n: f"host{n}"):
    for n in range(HOSTS):
        one = report(f"{n:032x}", name(n), {(f"agent:repository:tcp:{4000 + t}", f"repo{t}"): "connected"
                                            for t in range(TARGETS)})
        source = f"10.1.{n // 250}.{n % 250 + 1}"
        one["findings"] += [
            stopped("agent:repository:tcp:6162", name(1000), source, "10.9.0.1", "10.0.0.254"),
            stopped("agent:repository:tcp:2500-3300", name(1001), source, "10.9.0.2", "10.0.0.254"),
            stopped("agent:repository:tcp:6162", name(1002), f"fd00::1:{n:x}", "fd00::9:1", "fd00::254"),
            # What the destination's own firewall rejects.
            stopped("agent:repository:tcp:6160", name(1003), source, "10.9.0.3", "10.9.0.3")]
        yield one


class ChangeRequests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.files = cls.write("plain", fleet())
        cls.hostile = cls.write("hostile", fleet(lambda n: f"h{n}{EVIL}"))

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    @classmethod
    def write(cls, name, reports):
        folder = pathlib.Path(cls.directory.name) / name
        folder.mkdir()
        for n, one in enumerate(reports):
            (folder / f"{n}.json").write_text(json.dumps(one))
        return sorted(map(str, folder.iterdir()))

    def render(self, form, files=None, *options):
        done = subprocess.run([BUILD / "fairway", "report", *(files or self.files), "--format", form, *options],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_time_and_memory(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = self.render("change-request-html")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{HOSTS} reports, {sum(map(os.path.getsize, self.files)) // 1024} KiB: {seconds:.2f} s of CPU, "
              f"{after.ru_maxrss // 1024} MiB, a page of {len(text) // 1024} KiB")
        if "release" in str(BUILD):
            self.assertLess(seconds, SECONDS)
            self.assertLess(after.ru_maxrss / 1024, MIB)

    def test_one_row_for_one_rule(self):
        text = self.render("change-request-csv", None, "--requester", "Ann", "--ticket", "CHG1", "--expires",
                           "2027-03-31")
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row["request"] == "allow"]
        self.assertEqual([(row["ports"], row["destination"], len(row["source"].split()), row["stops_kind"],
                           row["stops_address"]) for row in rows],
                         [("2500-3300", "10.9.0.2", HOSTS, "router", "10.0.0.254"),
                          ("6162", "10.9.0.1", HOSTS, "router", "10.0.0.254"),
                          ("6162", "fd00::9:1", HOSTS, "router", "fd00::254"),
                          ("6160", "10.9.0.3", HOSTS, "host-firewall", "10.9.0.3")])
        self.assertEqual({(row["requester"], row["ticket"], row["expires"]) for row in rows},
                         {("Ann", "CHG1", "2027-03-31")})

    @unittest.skipUnless(shutil.which("nft"), "needs nft")
    def test_nft_takes_the_rules(self):
        chains = "add table inet filter\nadd chain inet filter input\nadd chain inet filter forward\n"
        for files in (self.files, self.hostile):
            text = self.render("rules-nftables", files)
            rules = [line for line in text.splitlines() if line.startswith("insert")]
            self.assertEqual(len(rules), 1)  # the host that says no itself
            routers = [line[1:] for line in text.splitlines() if line.startswith("#insert")]
            self.assertEqual(len(routers), 3)
            # In a namespace of its own; -c changes nothing there either.
            done = subprocess.run(["unshare", "-rn", "nft", "-c", "-f", "-"], capture_output=True, text=True, timeout=60,
                                  input=chains + text + "\n".join(routers) + "\n")
            if "unshare" in done.stderr:
                self.skipTest(done.stderr)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_shells_take_the_rules(self):
        for files in (self.files, self.hostile):
            for form in ("rules-firewalld", "rules-ufw"):
                done = subprocess.run(["bash", "-n"], input=self.render(form, files), capture_output=True, text=True,
                                      timeout=60)
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_clouds_take_the_rules(self):
        for files in (self.files, self.hostile):
            aws = json.loads(self.render("rules-aws", files))
            self.assertEqual([len(one["IpPermissions"]) for one in aws], [1, 1, 1])
            for one in aws:
                for rule in one["IpPermissions"]:
                    ranges = rule.get("IpRanges", []) + rule.get("Ipv6Ranges", [])
                    self.assertEqual(len(ranges), HOSTS)
                    for r in ranges:
                        self.assertRegex(r["Description"], r"\A[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}\Z")
            azure = json.loads(self.render("rules-azure", files))
            self.assertEqual(len({one["name"] for one in azure}), 3)
            self.assertEqual(len({one["properties"]["priority"] for one in azure}), 3)
            for one in azure:
                self.assertRegex(one["name"], r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,78}[A-Za-z0-9_]\Z")
                self.assertLessEqual(len(one["properties"]["description"]), 140)
                self.assertEqual(len(one["properties"]["sourceAddressPrefixes"]), HOSTS)

    def test_every_line_is_one_that_the_vendor_documents(self):
        name, address, text = r"fairway-[A-Za-z0-9_.-]{1,55}", r"[0-9a-f.:]+", r"[A-Za-z0-9 .,:;/()_-]*"
        group = r'"fairway-[A-Za-z0-9_.-]{1,55}"'
        grammar = {
            "rules-asa": ["!.*", f"object-group network {name}", f" network-object host {address}",
                          f"object-group service {name} (tcp|udp)", r" port-object (eq \d+|range \d+ \d+)",
                          "access-list FAIRWAY line 1 extended permit (tcp|udp) object-group " + name +
                          f" object-group {name} object-group {name}",
                          f"access-list FAIRWAY line 1 remark {text}"],
            "rules-fortigate": ["#.*", r"config firewall (address6?|addrgrp6?|service custom|policy)", "end", "    next",
                                f"    edit (0|{group})", rf"        set subnet {address} 255\.255\.255\.255",
                                f"        set ip6 {address}/128", f"        set member( {group})+",
                                r"        set (tcp|udp)-portrange( \d+(-\d+)?)+", f'        set name "{name}"',
                                '        set (src|dst)intf "any"', f"        set (src|dst)addr6? {group}",
                                "        set action accept", '        set schedule "always"',
                                f"        set service {group}", "        set logtraffic all",
                                f'        set comments "{text}"'],
            "rules-paloalto": ["#.*", rf"set address {name} ip-netmask {address}/(32|128)",
                               f"set address-group {name} static {name}",
                               rf"set service {name} protocol (tcp|udp) port \d+(-\d+)?(,\d+(-\d+)?)*",
                               f"set rulebase security rules {name} (from any to any source {name} destination {name} "
                               f'application any|service {name}|action allow log-end yes|description "{text}")',
                               f"move rulebase security rules {name} top"]}
        for form, lines in grammar.items():
            for files in (self.files, self.hostile):
                line_of = re.compile("|".join(f"(?:{line})" for line in lines))
                wrong = [line for line in self.render(form, files).splitlines() if not line_of.fullmatch(line)]
                self.assertEqual(wrong, [], form)

    def test_names_do_not_become_rules(self):
        def commands(form, files):
            sign = "!" if form == "rules-asa" else "#"
            return [line for line in self.render(form, files).splitlines() if not line.startswith(sign)]
        for form in ("rules-nftables", "rules-firewalld", "rules-ufw", "rules-windows", "rules-asa", "rules-fortigate",
                     "rules-paloalto", "rules-aws", "rules-azure"):
            self.assertEqual(commands(form, self.hostile), commands(form, self.files), form)

    def test_formats_of_one_host_refuse_several(self):
        done = subprocess.run([BUILD / "fairway", "report", *self.files[:3]], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn('"text" shows one report, and these files are 3 reports', done.stderr)

    def test_the_newest_report_of_a_host_counts(self):
        folder = pathlib.Path(self.directory.name)
        old = json.loads(pathlib.Path(self.files[0]).read_text())
        new = old | {"run_id": "f" * 32, "started_at": "2026-11-26T02:29:13Z", "findings": []}
        (folder / "new.json").write_text(json.dumps(new))
        done = subprocess.run([BUILD / "fairway", "report", folder / "new.json", self.files[0], "--format",
                               "change-request"], capture_output=True, text=True, timeout=60)
        note = f"{old['host']} has 2 reports: only the newest, of 2026-11-26T02:29:13Z, counts"
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr, f"fairway: note: {note}\n")
        self.assertIn(note, done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
