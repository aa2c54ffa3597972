#!/usr/bin/python3
"""Dynamic RPC ports: what Samba's endpoint mapper has registered, open and behind firewalls of several kinds."""
import collections
import pathlib
import sys
import tempfile

from lab import check, firewall, needs, services, syns
from lab.outcome import Results, differs
from lab.topology import Lab

# What Samba registers first, of its own default range 49152-65535.
REGISTERED = "49152-49154"
RESTRICTED = "5000-5002"
MAPPER, RANGE = "prober:dc:tcp:135", "prober:dc:tcp:49152-65535"

# What the last router drops or rejects, "{there}" being the way to the host; finding and outcome of the range, what came
# of asking the mapper, and parts of the text.
Case = collections.namedtuple("Case", "title rules finding outcome mapper texts host", defaults=("ad",))

CASES = (
    Case("all is open", [], "connected", "pass", "told",
         [f"registered at the endpoint mapper: {REGISTERED}; the connection was accepted",
          " path-open (3 registered ports and ", " others of 16384 probed)"]),
    Case("a firewall lets only registered ports through", ["{there} tcp dport 49155-65535 drop"], "connected", "pass", "told",
         ["which decide nothing: ", " silent, as behind a firewall that lets only registered ports through"]),
    # Where so many are rejected, most look silent: a router does not send as many ICMP errors.
    Case("the same, and it rejects others", ["{there} tcp dport 49155-65535 reject with icmpx type admin-prohibited"],
         "connected", "pass", "told", [" blocked, ", ", as behind a firewall that lets only registered ports through"]),
    Case("a registered port is dropped", ["{there} tcp dport 49153 drop"], "silent", "fail", "told",
         ["49152 connected, 49153 silent, 49154 connected; 49153: no answer"]),
    Case("all of the range is dropped", ["{there} tcp dport 49152-65535 drop"], "silent", "fail", "told",
         [f"registered at the endpoint mapper: {REGISTERED}; no answer"]),
    Case("all of the range is rejected", ["{there} tcp dport 49152-65535 reject with icmpx type admin-prohibited"],
         "blocked", "fail", "told", [f"registered at the endpoint mapper: {REGISTERED}; rejected by "]),
    Case("the endpoint mapper is dropped", ["{there} tcp dport 135 drop"], None, None, "unreached",
         ["which ports are in use is not known: the endpoint mapper's port 135 cannot be reached"]),
    Case("data to the endpoint mapper is dropped", ["{there} tcp dport 135 tcp flags & psh == psh drop"], None, None, "mute",
         ["which ports are in use is not known: the endpoint mapper on port 135 gives no answer"]),
    Case("RPC is restricted to another range", [], None, "warn", "told",
         [f"this server's RPC uses {RESTRICTED}", ", outside of the range that the page gives"], "nas"),
    Case("and a firewall lets only that one pass", ["{there} tcp dport 49152-65535 drop"], None, "warn", "told",
         [f"this server's RPC uses {RESTRICTED}", ", outside of the range that the page gives"], "nas"),
    Case("there is no endpoint mapper", [], "path-open", "pass", "closed",
         ["which ports are in use is not known: the endpoint mapper's port 135 refuses the connection",
          "(sample: 32 of 16384 ports probed)"], "vbr"),
)


def matrix():
    def flow(name, **more):
        return {"id": name, "rows": [1], "from": "prober", "to": "dc", "protocol": "tcp", "ports": [name.rpartition(":")[2]],
                "select": "all", "purpose": "lab", **more}
    return {"schema": "fairway-matrix/1", "id": "lab-rpc", "version": "1", "title": "Lab: dynamic RPC ports",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"}, "facts": [],
            "roles": [{"id": role, "title": role} for role in ("prober", "dc")],
            "flows": [flow(MAPPER, listens="service", identify="msrpc"),
                      flow(RANGE, listens="on-demand", identify=None, dynamic="rpc")]}


def problems_of(case, report):
    found = {f["flow"]: f for f in report["findings"]}
    at = found[RANGE]["addresses"][0]
    told = at["rpc"]
    registered = None if case.host != "ad" or case.mapper != "told" else REGISTERED
    return [differs("finding", found[RANGE]["finding"], case.finding) if case.finding else None,
            differs("outcome", found[RANGE]["outcome"], case.outcome) if case.outcome else None,
            differs("mapper", told["mapper"], case.mapper), differs("registered", told["registered"], registered),
            *[f"{text!r} is not in {found[RANGE]['text']!r}" for text in case.texts if text not in found[RANGE]["text"]],
            *[differs(f"{s['ports']} counts", s["outcome"] != "skip", True) for s in at["spans"]
              if registered and s["ports"] in (REGISTERED, *REGISTERED.split("-"))]]


def run(lab, checker, folder, results):
    for label, ports in (("ad", "49152-65535"), ("nas", "5000-5100")):
        own = folder / label
        own.mkdir()
        own.chmod(0o755)
        services.samba_rpc(lab[label], own, ports)
    rules = checker.file("rpc.json", matrix())
    for n, case in enumerate(CASES):
        # Each answers alike over both: what is silent takes its time.
        for family in (4, 6) if n == 0 else (4 + n % 2 * 2,):
            lab["r2"].nft(firewall.table(forward=[rule.format(there=f"oifname {case.host}") for rule in case.rules]))
            site = checker.file("rpc-site.json", check.site_of(lab.address("agent"),
                                                               {"dc": (lab.address(case.host, family), "dc")}))
            report, _, errors = checker.check(lab, "--matrix", rules, "--site", site, "--host", "agent", "--phase",
                                              "operation")
            results.check(f"{lab}: IPv{family}: {case.title}",
                          [errors.strip(), differs("complete", report["complete"], True), *problems_of(case, report)])
    lab["r2"].nft(firewall.table())
    alone(lab, checker, rules, results)


def alone(lab, checker, rules, results):
    """The mapper is asked, too, where its own flow is not probed; and nobody gets more SYNs than is kind."""
    site = checker.file("rpc-site.json", check.site_of(lab.address("agent"), {"dc": (lab.address("ad"), "dc")}))
    syns.count(lab["ad"])
    for title, arguments, flows in (("without the mapper's flow", ["--only", RANGE], 1), ("with it", [], 2)):
        before = syns.counted(lab["ad"])
        report, _, errors = checker.check(lab, "--matrix", rules, "--site", site, "--host", "agent", *arguments)
        after = syns.counted(lab["ad"])
        found = report["findings"][-1]
        ports = ["135", *map(str, range(49152, 49155))]
        sent = {port: after.get((lab.address("ad"), port), 0) - before.get((lab.address("ad"), port), 0) for port in ports}
        results.check(f"{lab}: {title}",
                      [errors.strip(), differs("findings", len(report["findings"]), flows),
                       differs("finding", found["finding"], "connected"),
                       differs("registered", found["addresses"][0]["rpc"]["registered"], REGISTERED),
                       *[f"{n} SYNs to port {port}" for port, n in sent.items() if not 1 <= n <= 6]])


def main():
    needs.root_or_skip()
    if not needs.commands("samba", "samba-tool"):
        return needs.SKIPPED
    results = Results()
    # Daemons drop to users of their own: they must be able to enter.
    with tempfile.TemporaryDirectory(prefix="fairway-rpc-") as name, check.Checker() as checker:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        with Lab(wire="delayed", icmp_limits=True) as lab:
            run(lab, checker, folder, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
