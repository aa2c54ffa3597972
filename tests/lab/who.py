#!/usr/bin/python3
"""Who really answered, and where silence begins: what hop checks say, against the rules that were installed."""
import dataclasses
import sys

from lab import check, firewall, needs, truth
from lab.outcome import Results, differs
from lab.topology import Lab


@dataclasses.dataclass(frozen=True)
class Port:
    """One port of one host. `by`: who must be named as having answered for the host; `end`: the router that silence
    must be laid to, with its hop."""
    host: str
    port: int
    title: str
    finding: str
    by: str = ""
    end: tuple = ()
    rules: tuple = ()  # of (where, nft chain, rule)
    peers: tuple = ()  # of (where, kind)
    pair: int = 0      # the port's twin in a range of two
    protocol: str = "tcp"
    passes: tuple = ()  # UDP: the farthest router that must be said to have had it, with its hop
    outcome: str = ""

    @property
    def flow(self):
        return f"prober:{self.host}:{self.protocol}:{self.port}"


def syn_proxy(port):
    return tuple(("r1", chain, rule) for chain, rules in firewall.syn_proxy("{to} tcp dport %d" % port).items()
                 for rule in rules)


PORTS = (
    Port("vbr", 1001, "a listener", "connected", peers=(("vbr", "hold"),)),
    Port("vbr", 1002, "no listener", "path-open"),
    Port("vbr", 1003, "the host's own reject with tcp reset looks like no listener", "path-open",
         rules=(("vbr", "input", "{to} tcp dport 1003 reject with tcp reset"),)),
    Port("vbr", 1004, "reject with tcp reset at r1", "blocked", by="r1",
         rules=(("r1", "forward", "{to} tcp dport 1004 reject with tcp reset"),), peers=(("vbr", "hold"),)),
    Port("vbr", 1005, "reject with tcp reset at r2, the last router", "blocked", by="r2",
         rules=(("r2", "forward", "{to} tcp dport 1005 reject with tcp reset"),), peers=(("vbr", "hold"),)),
    Port("vbr", 1006, "SYN proxy at r1 with nothing behind", "intermediary", by="r1", rules=syn_proxy(1006)),
    Port("vbr", 1007, "SYN proxy at r1 with a listener", "intermediary", by="r1", rules=syn_proxy(1007),
         peers=(("vbr", "hold"),)),
    Port("vbr", 1008, "passed on to another host at r1", "intermediary", by="",
         rules=(("r1", "nat", "{to} tcp dport 1008 dnat to {repo}"),), peers=(("repo", "hold"),)),
    Port("vbr", 1009, "redirected to r1 itself", "intermediary", by="r1",
         rules=(("r1", "nat", "{to} tcp dport 1009 redirect"),), peers=(("r1", "hold"),)),
    Port("nas", 1010, "dropped at r1", "silent", end=("r1", 1, 3),
         rules=(("r1", "forward", "{to} tcp dport 1010 drop"),), peers=(("nas", "hold"),)),
    Port("dc", 1011, "dropped at r2", "silent", end=("r2", 2, 3),
         rules=(("r2", "forward", "{to} tcp dport 1011 drop"),)),
    Port("ad", 1012, "dropped by the host", "silent", end=("r2", 2, 3),
         rules=(("ad", "input", "{to} tcp dport 1012 drop"),)),
    Port("cloud", 1013, "all ports redirected to one listener at r1", "intermediary",
         rules=(("r1", "nat", "{to} tcp dport 1-65535 redirect to :1013"),), peers=(("r1", "hold"),)),
    Port("cloud", 1014, "the same, another port", "intermediary"),
    Port("vbr", 1017, "redirected to r1 where nothing listens", "blocked", by="r1",
         rules=(("r1", "nat", "{to} tcp dport 1017 redirect"),)),
    Port("repo", 1015, "the forged half of a range", "blocked", by="r1", pair=1016,
         rules=(("r1", "forward", "{to} tcp dport 1016 reject with tcp reset"),)),
)


def datagram(host, port, title, finding, outcome, **more):
    peer = "mute/udp" if "mute" in title else "echo/udp"
    return Port(host, port, title, finding, outcome=outcome, protocol="udp", peers=((host, peer),), **more)


R1, R2 = ("r1", 1, 3), ("r2", 2, 3)

# Silent datagrams, in groups that leave each router complaints enough for all that it must be asked.
DATAGRAMS = {
    "different ports of one host end at different places": (
        Port("nas", 2000, "TCP dropped by the host", "silent", outcome="fail", end=R2,
             rules=(("nas", "input", "{to} tcp dport 2000 drop"),)),
        datagram("nas", 2001, "dropped at r1", "silent", "fail", end=R1,
                 rules=(("r1", "forward", "{to} udp dport 2001 drop"),)),
        datagram("nas", 2002, "mute, and the path is open", "unverifiable", "unknown", passes=R2),
        datagram("nas", 138, "dropped at r1: no skip", "silent", "fail", end=R1,
                 rules=(("r1", "forward", "{to} udp dport 138 drop"),))),
    "at the last router and at the host nothing is claimed": (
        datagram("dc", 2003, "dropped at r2", "unverifiable", "unknown", passes=R2,
                 rules=(("r2", "forward", "{to} udp dport 2003 drop"),)),
        datagram("ad", 138, "mute NetBIOS datagram service", "unverifiable", "skip", passes=R2),
        datagram("repo", 2004, "dropped by the host", "unverifiable", "unknown", passes=R2,
                 rules=(("repo", "input", "{to} udp dport 2004 drop"),))),
    # Routers that complain of TCP only look the same.
    "a firewall at r1 that lets no datagram pass at all": (
        Port("vbr", 2005, "TCP passes", "path-open", outcome="fail"),
        datagram("vbr", 2006, "dropped at r1, like all others", "unverifiable", "unknown", passes=R1,
                 rules=(("r1", "forward", "{to} meta l4proto udp drop"),))),
    "a firewall at r2 that drops before it looks at hops": (
        datagram("cloud", 2007, "dropped at r2's door", "silent", "fail", end=R1,
                 rules=(("r2", "raw", "{to} udp dport 2007 drop"),)),),
}


def install(lab, ports):
    chains = {}
    for p in ports:
        for where, chain, rule in p.rules:
            for family, word in ((4, "ip daddr"), (6, "ip6 daddr")):
                to = f"meta nfproto ipv{family} {word} {lab.address(p.host, family)}"
                repo = lab.address("repo", family)
                repo = f"ip to {repo}" if family == 4 else f"ip6 to {repo}"
                chains.setdefault(where, {}).setdefault(chain, []).append(
                    rule.replace("dnat to {repo}", f"dnat {repo}").format(to=to))
    for where, made in chains.items():
        lab[where].nft(firewall.table(**made))
    lab["r1"].sysctl(firewall.STRICT)
    peers = {}
    for p in ports:
        for where, kind in p.peers:
            peers.setdefault(where, []).append(f"{kind}:{p.port}")
    for where, kinds in peers.items():
        lab[where].start_ready([needs.tool("lab", "lab_peers"), *kinds])


def matrix(ports_of_lab):
    hosts = dict.fromkeys(p.host for p in ports_of_lab)
    flows = []
    for n, p in enumerate(ports_of_lab):
        ports = [str(p.port)] if not p.pair else [f"{p.port}-{p.pair}"]
        flows.append({"id": p.flow + (f"-{p.pair}" if p.pair else ""), "rows": [n + 1], "from": "prober", "to": p.host,
                      "protocol": p.protocol, "ports": ports, "select": "all", "listens": "service", "identify": None,
                      "purpose": p.title[:90]})
        if p.protocol == "udp" and p.port == 138:
            flows[-1]["never_answers"] = True  # NetBIOS datagrams
    return {"schema": "fairway-matrix/1", "id": "lab-who", "version": "1", "title": "Who answered",
            "source": {"url": "https://example.invalid/lab", "updated": "2026-01-19"},
            "roles": [{"id": r, "title": r} for r in ("prober", *hosts)], "facts": [], "flows": flows}


def site(lab, ports):
    hosts = [{"name": "agent", "addresses": [lab.address("agent")], "roles": ["prober"]}]
    for host in dict.fromkeys(p.host for p in ports):
        hosts += [{"name": f"{host}-v{f}", "addresses": [lab.address(host, f)], "roles": [host]} for f in (4, 6)]
    return {"schema": "fairway-site/1", "hosts": hosts}


def path_ends(end, router, hop, of, dropped):
    seen = {key: (end or {}).get(key) for key in ("router", "hop", "of", "dropped")}
    return [differs("path_end", seen, {"router": router, "hop": hop, "of": of, "dropped": dropped})]


def problems(lab, p, family, finding):
    if finding is None:
        return ["the report has no such finding"]
    if lab.icmp_limits and "passed on" in p.title and finding["finding"] == "connected":
        return []  # only routers' ICMP errors show it, and too few of them come
    if lab.icmp_limits and p.protocol == "udp" and finding["finding"] == "unverifiable":
        # The same: where datagrams end may stay unknown. That they come farther than they do must not be said.
        end = finding["addresses"][0]["path_end"]
        farthest = (p.end or p.passes)[1]
        return [] if end is None else [differs("dropped", end["dropped"], "unknown"),
                                       None if end["hop"] <= farthest else f"path_end is {end}, expected hop {farthest}"]
    found = [differs("finding", finding["finding"], p.finding)]
    if p.outcome:
        found.append(differs("outcome", finding["outcome"], p.outcome))
    at = finding["addresses"][0]
    span = next((s for s in at["spans"] if s["finding"] == finding["finding"]), {})
    who = span.get("on_way")
    if p.by and not p.end:
        hop = 1 if p.by == "r1" else 2
        if who is None or who["hop"] != hop:
            found.append(f"on_way is {who!r}, expected hop {hop}")
    if p.finding in ("connected", "path-open"):
        found += [differs("on_way", who, None), differs("hops", at["hops"], 3)]
    if who is not None:
        found.append(differs("who_answered", span["who_answered"], "on-way"))
    if p.finding == "intermediary" and not who:
        found.append("nobody is named")
    if p.end:
        router, hop, of = p.end
        found += path_ends(at["path_end"], lab.address(router, family), hop, of, "here-or-after")
    if p.passes:
        router, hop, of = p.passes
        found += path_ends(at["path_end"], lab.address(router, family), hop, of, "unknown")
    if p.pair:
        found.append(differs("spans", [(s["ports"], s["finding"]) for s in at["spans"]],
                             [(str(p.port), "path-open"), (str(p.pair), "blocked")]))
    return found


def look(checker, lab, ports, *options):
    install(lab, ports)
    return checker.check(lab, "--matrix", checker.file("who-matrix.json", matrix(ports)), "--site",
                         checker.file("who-site.json", site(lab, ports)), "--host", "agent", *options)


def run(checker, results, ports=PORTS, **options):
    with Lab(**options) as lab:
        report, _, errors = look(checker, lab, ports)
        findings = {(f["flow"].split("-")[0] if "-" in f["flow"].split(":")[-1] else f["flow"], f["target"]): f
                    for f in report["findings"]}
        for p in ports:
            for family in (4, 6):
                results.check(f"{lab}: IPv{family} {p.host} {p.protocol} {p.port} {p.title}",
                              problems(lab, p, family, findings.get((p.flow, f"{p.host}-v{family}"))))
        results.check(f"{lab}: nothing else was said", [errors.strip()])


def without_hop_checks(checker, results):
    """Nothing is asked that no requirement names: what accepts every port looks like a service."""
    with Lab(wire="delayed") as lab:
        report, _, _ = look(checker, lab, PORTS, "--no-trace")
        for f in report["findings"]:
            if f["flow"].endswith((":1001", ":1013")):
                results.check(f"without hop checks: {f['target']} {f['ports']}",
                              [differs("finding", f["finding"], "connected")])


def unequal_paths(checker, results):
    """r1 sends every other connection over one router more. Nobody forges anything, and nobody may be accused."""
    with Lab(wire="delayed", delay_us=1000) as lab:
        lab.add_detour()
        lab["vbr"].start_ready([needs.tool("lab", "lab_peers"), "hold:2500-2600", "mute/udp:2900-2901"])
        wanted = {("tcp", "2500-2600"): "connected", ("tcp", "2700-2800"): "path-open",
                  ("udp", "2900-2901"): "unverifiable"}
        m = matrix(PORTS)
        m["flows"] = [dict(m["flows"][0], id=f"prober:vbr:{protocol}:{ports}", protocol=protocol, ports=[ports])
                      for protocol, ports in wanted]
        for attempt in range(5):
            report, _, _ = checker.check(lab, "--matrix", checker.file("paths-matrix.json", m), "--site",
                                         checker.file("paths-site.json", site(lab, PORTS)), "--host", "agent")
            for f in report["findings"]:
                want = wanted[f["protocol"], f["ports"]]
                results.check(f"paths of unequal length, run {attempt + 1}: {f['target']} {f['ports']}",
                              [differs("finding", f["finding"], want)])


def too_many_to_ask(checker, results):
    """r2 complains of a packet to each host, and then may not of theirs: no drop may be laid to it."""
    with Lab(wire="delayed", icmp_limits=True) as lab:
        lab["r1"].sysctl({"net/ipv4/icmp_ratelimit": 0})
        addresses = lab.more_addresses("nas", 5)
        lab["nas"].start_ready([needs.tool("lab", "lab_peers"), "mute/udp:137-138"])
        ports = [Port("nas", port, "mute", "unverifiable", protocol="udp") for port in (137, 138)]
        hosts = [{"name": "agent", "addresses": [lab.address("agent")], "roles": ["prober"]}]
        hosts += [{"name": f"nas-{n}", "addresses": [a], "roles": ["nas"]} for n, a in enumerate(addresses)]
        report, _, _ = checker.check(
            lab, "--matrix", checker.file("many-matrix.json", matrix(ports)), "--site",
            checker.file("many-site.json", {"schema": "fairway-site/1", "hosts": hosts}), "--host", "agent")
        for port in ports:
            seen = [f["finding"] for f in report["findings"] if f["flow"] == port.flow]
            results.check(f"{lab}: {len(addresses)} mute hosts, udp {port.port}",
                          [differs("findings", seen, [port.finding] * len(addresses))])


def main():
    needs.root_or_skip()
    results = Results()
    with check.Checker() as checker:
        run(checker, results, wire="delayed")
        run(checker, results, wire="plain")
        run(checker, results, wire="delayed", icmp_limits=True)
        for wire in ("delayed", "plain"):
            run(checker, results, [p for group in DATAGRAMS.values() for p in group], wire=wire)
        for group in DATAGRAMS.values():
            run(checker, results, group, wire="delayed", icmp_limits=True)
        too_many_to_ask(checker, results)
        without_hop_checks(checker, results)
        unequal_paths(checker, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
