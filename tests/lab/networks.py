#!/usr/bin/python3
"""Ordinary networks that are easily misjudged: each is built, checked, and compared with what was built.

usage: networks.py [NETWORK...]      all of them by default
"""
import collections
import re
import socket
import sys

from lab import check, firewall, flow, needs, syns
from lab.flow import Asked, Flow
from lab.outcome import Results, differs
from lab.topology import Lab

DROPPED = "drops it"  # as in "a firewall on the path drops it"
MOST_SYNS = 6  # to an open port, identification included: more and OpenSSH or ufw lock a machine out

# Flows of a host that does nothing unusual: in networks that only look strange, nobody may be accused of them.
ORDINARY = (
    Flow("1001", "connected", peer="hold"), Flow("1002", "path-open"), Flow("1003-1005", "path-open"),
    Flow("2001", "connected", protocol="udp", peer="echo/udp"), Flow("2002", "path-open", protocol="udp"),
)
# The same host behind a router that forges a RST.
SUSPECT = (*ORDINARY, Flow("1020", "blocked", "refused by r1", by="r1"))
FORGES = "tcp dport 1020 reject with tcp reset"


def innocent(asked, f, target):
    """The target itself answered, or that is not known."""
    spans = asked.spans(f, target)
    return [differs("finding", asked.of(f, target)["finding"], f.finding),
            differs("on_way", [s["on_way"] for s in spans], [None] * len(spans))]


def guilty(asked, f, target, hop):
    """The router at this hop answered, or something on the path whose place is not known, or who did is not known."""
    seen = [(s["finding"], s["who_answered"], (s["on_way"] or {}).get("hop")) for s in asked.spans(f, target)]
    known = [(f.finding, "on-way", hop)]
    others = [(f.finding, "on-way", None)], [("path-open", "unchecked", None)]
    return [None if seen in (known, *others) else differs("spans", seen, known)]


def judge(checker, results, title, lab, flows, targets, r1=1, **where):
    """Nobody may be accused but r1 of what it forged; it stands at hop `r1`."""
    asked = Asked(checker, lab, flows, targets, **where)
    for target in targets:
        for f in flows:
            results.check(f"{title}: {target} {f}: {asked.of(f, target)['finding']}",
                          guilty(asked, f, target, r1) if f.by else innocent(asked, f, target))


def syns_to_listeners(machine, flows, targets):
    """What each listener of these targets noticed: (address, port) -> SYNs."""
    seen = syns.counted(machine)
    return {(address, f.ports): seen.get((address, f.ports), 0)
            for address in targets.values() for f in flows if f.peer}


def ips(checker, results):
    """An intrusion prevention shuts a machine out for a minute after too many connections a second."""
    flows = Flow("2500-3300", "path-open", listens="on-demand"), Flow("22", "connected", peer="hold")
    shuts_out = firewall.table(
        "  set bad { type ipv4_addr; flags timeout; }\n",
        forward=["ip saddr @bad drop", "iifname north tcp flags & (syn | ack) == syn limit rate over 400/second "
                 "burst 200 packets add @bad { ip saddr timeout 60s } drop"])
    # The rate is one for each target; what an intrusion prevention counts is their sum.
    for hosts, options in ((1, []), (4, []), (1, ["--rate", "100"])):
        title = f"ips, {hosts} host(s) {' '.join(options)}".strip()
        with Lab() as lab:
            lab["r1"].nft(shuts_out)
            flow.stand(lab, "nas", flows)
            targets = {f"nas-{n}": a for n, a in enumerate(lab.more_addresses("nas", hosts))}
            asked = Asked(checker, lab, flows, targets, *options)
            shut_out = "elements" in lab["r1"].run(["nft", "list", "set", "inet", "lab", "bad"]).stdout
        results.check(f"{title}: exit code and notes", [
            differs("shut out", shut_out, not options), differs("exit code", asked.status, 3 if shut_out else 0),
            differs("a note names --rate", "--rate" in asked.notes, shut_out)])
        for target in targets:
            for f in flows:
                found, spans = asked.of(f, target), asked.spans(f, target)
                silences = [s for s in spans if s["finding"] != f.finding]
                results.check(f"{title}: {target} {f}: {[(s['ports'], s['finding']) for s in spans]}", [
                    differs("silences", {(s["finding"], s["reason"], s["outcome"]) for s in silences},
                            {("not-run", "shut-out", "unknown")} if silences else set()),
                    differs("finding and outcome", (found["finding"], found["outcome"]),
                            ("not-run", "unknown") if silences else (f.finding, "pass")),
                    found["text"] if DROPPED in found["text"] else None,
                    # The burst is let in.
                    differs("first ports", spans[0]["finding"], f.finding) if f is flows[0] else None])
            if shut_out:
                results.check(f"{title}: {target}: the silences are told", [
                    differs("findings of the range", {s["finding"] for s in asked.spans(flows[0], target)},
                            {"path-open", "not-run"})])


def loss(checker, results):
    """Twenty healthy hosts behind a line that loses packets, in both directions."""
    flows = (*(Flow(str(port), "connected", peer="hold") for port in (1001, 1002, 1003)),
             *(Flow(str(port), "path-open") for port in (1011, 1012, 1013)),
             Flow("1021", "silent", "dropped at r1"))
    for percent in (5, 20, 40):
        with Lab() as lab:
            lab["r1"].nft(firewall.table(forward=[
                f"numgen random mod 100 < {percent} drop", "tcp dport 1021 drop"]))
            syns.count(lab["nas"])
            flow.stand(lab, "nas", flows)
            targets = {f"nas-{n}": a for n, a in enumerate(lab.more_addresses("nas", 20))}
            asked = Asked(checker, lab, flows, targets)
            most = max(syns_to_listeners(lab["nas"], flows, targets).values())
        lossy = percent > 10
        allowed = MOST_SYNS * (2 if lossy else 1)  # what got no answer is asked again, and many answers are lost
        wrong = [f"{t} {f}: {asked.of(f, t)['finding']} ({asked.of(f, t)['text']})" for t in targets for f in flows
                 if asked.of(f, t)["finding"] != f.finding and not (lossy and asked.of(f, t)["outcome"] == "unknown")]
        results.check(f"loss of {percent} %: {len(targets) * len(flows)} flows", wrong)
        results.check(f"loss of {percent} %: at most {most} SYNs to a listener", [
            None if 1 <= most <= allowed else f"expected at most {allowed}"])
        if lossy:
            losses = [asked.at(flows[0], t).get("loss_percent") for t in targets]
            results.check(f"loss of {percent} %: the report says so", [
                None if re.search(r"\d+ ?%", asked.notes) and "lost" in asked.notes else f"{asked.report['notes']}",
                None if any(losses) and all(l is None or 10 <= l <= 100 for l in losses) else f"addresses' loss_percent: {losses}"])


def dual_stack(checker, results):
    """IPv4 and IPv6 in one run: each as if it were alone, and every run like the one before."""
    flows = (
        Flow("22", "connected", peer="hold"), Flow("23", "path-open"),
        Flow("7101", "silent", "dropped at r1", end="r1"), Flow("7119", "silent", "dropped at r2", end="r2"),
        Flow("7102", "blocked", "refused by r1", by="r1"), Flow("7202", "blocked", "refused by r2", by="r2"),
        Flow("7303", "intermediary", "a SYN proxy at r1", by="r1", peer="hold"))
    proxy = firewall.syn_proxy("tcp dport 7303")
    with Lab(delay_us=1000) as lab:
        lab["r1"].sysctl(firewall.STRICT)
        lab["r1"].nft(firewall.table(raw=proxy["raw"], forward=[
            *proxy["forward"], "tcp dport 7101 drop", "tcp dport 7102 reject with tcp reset"]))
        lab["r2"].nft(firewall.table(forward=["tcp dport 7119 drop", "tcp dport 7202 reject with tcp reset"]))
        flow.stand(lab, "vbr", flows)
        targets = flow.addresses(lab, "vbr")
        hops = {"r1": 1, "r2": 2}
        for run in (1, 2, 3):
            asked = Asked(checker, lab, flows, targets)
            for target in targets:
                family = int(target[-1])
                for f in flows:
                    span, = asked.spans(f, target)
                    end = asked.at(f, target)["path_end"]
                    results.check(f"dual stack, run {run}: {target} {f}", [
                        differs("finding", asked.of(f, target)["finding"], f.finding),
                        differs("on_way", (span["on_way"] or {}).get("hop"), hops.get(f.by)),
                        differs("path_end", end and (end["router"], end["hop"]),
                                (lab.address(f.end, family), hops[f.end]) if f.end else None)])


def fifty_hosts(checker, results):
    """Fifty hosts behind a router that drops, and that may complain no more than routers do."""
    flows = Flow("7101", "silent", "dropped at r1"), Flow("7102", "path-open")
    for title, drops, asks in (("one port", "tcp dport 7101 drop", flows), ("all ports", "drop", flows[:1])):
        with Lab(icmp_limits=True) as lab:
            targets = {f"nas-{n}": a for n, a in enumerate(lab.more_addresses("nas", 50))}
            lab["r1"].nft(firewall.table(forward=[f"ip daddr 10.77.113.0/24 {drops}"]))
            asked = Asked(checker, lab, asks, targets)
            ends = [asked.at(flows[0], t)["path_end"] for t in targets]
            named = {(end["router"], end["hop"]) for end in ends if end}
            unnamed = ends.count(None)
            results.check(f"fifty hosts, {title} dropped at r1: {50 - unnamed} places known", [
                *(differs(f"{t} {f}", asked.of(f, t)["finding"], f.finding) for t in targets for f in asks),
                differs("routers", named - {(lab.address("r1"), 1)}, set()),
                f"no note says why: {asked.report['notes']}"
                if unnamed and "routers answer only" not in asked.notes else None])


def no_route(checker, results):
    """A hundred addresses that r2 has no route to, and says so for a few only."""
    flows = Flow("1001", "unreachable"), Flow("1002", "unreachable"), Flow("2001", "unreachable", protocol="udp")
    with Lab(icmp_limits=True) as lab:
        targets = {f"lost-{n}": f"10.77.53.{n}" for n in range(1, 101)}
        with lab["agent"].entered():
            complaints = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        with complaints:
            asked = Asked(checker, lab, flows, targets)
            shown = unreachable(complaints)
    for title, known, may_be in (
            ("hosts that r2 complained of", True, {("unreachable", "fail")}),
            ("hosts that r2 could not complain of", False, {
                ("unreachable", "fail"), ("silent", "fail"), ("silent", "unknown"), ("unverifiable", "unknown")})):
        found = [asked.of(f, t) for t, address in targets.items() if (address in shown) == known for f in flows]
        seen = collections.Counter((f["finding"], f["outcome"]) for f in found)
        blaming = sorted({f["text"] for f in found if DROPPED in f["text"]})
        results.check(f"no route: {len(found)} flows of {title}", [
            None if found and seen.keys() <= may_be else f"findings are {dict(seen)}, expected {sorted(may_be)}",
            *blaming])


def unreachable(complaints):
    """The addresses that ICMP errors of type 3, as they came in at this socket, speak of."""
    complaints.setblocking(False)
    found = set()
    while True:
        try:
            packet = complaints.recv(65536)
        except BlockingIOError:
            return found
        icmp = packet[(packet[0] & 15) * 4:]
        if icmp[0] == 3:
            found.add(socket.inet_ntoa(icmp[8 + 16:8 + 20]))


def rejected(checker, results):
    """A host that r1 rejects as a whole, while it may say so six times and then once a second: as many ports and ranges
    as there is time to ask for."""
    flows = (Flow("22", "blocked"), Flow("2500-2600", "blocked"),
             *(Flow(port, "blocked", protocol="udp") for port in ("161", "500")))
    with Lab(icmp_limits=True) as lab:
        lab["r1"].nft(firewall.table(forward=[
            f"{match} {lab.address('vbr', family)} meta l4proto {{ tcp, udp }} reject with icmpx type admin-prohibited"
            for match, family in (("ip daddr", 4), ("ip6 daddr", 6))]))
        targets = flow.addresses(lab, "vbr")
        asked = Asked(checker, lab, flows, targets)
        for target in targets:
            for f in flows:
                found = asked.of(f, target)
                blocker = found["blocker"] or {}
                results.check(f"rejected as a whole: {target} {f}", [
                    differs("finding", found["finding"], "blocked"),
                    differs("spans", [s["finding"] for s in asked.spans(f, target)], ["blocked"]),
                    differs("blocker", (blocker.get("kind"), blocker.get("address")),
                            ("router", lab.address("r1", int(target[-1]))))])


def containers(checker, results):
    """Published ports of containers, which answer from one hop farther, and begin at TTLs of their own."""
    inside = (Flow("1101", "connected", "published", peer="hold"), Flow("1102", "path-open", "published"),
              Flow("2101", "connected", "published", protocol="udp", peer="echo/udp"))
    ttls = {"vbr": 64, "repo": 60, "dc": 128, "nas": 255}
    with Lab() as lab:
        for n, (host, initial) in enumerate(ttls.items()):
            container = f"in-{host}"
            there = lab.add_behind(container, host, 60 + n)
            lab[container].sysctl(initial_ttl(initial))
            lab[host].nft(firewall.table(nat=[
                f"iifname north meta nfproto ipv{family} {protocol} dport {ports} dnat {word} to {there[family]}"
                for family, word in ((4, "ip"), (6, "ip6"))
                for protocol, ports in (("tcp", "1101-1102"), ("udp", "2101"))]))
            flow.stand(lab, container, inside)
            flow.stand(lab, host, ORDINARY)
        targets, flows = flow.addresses(lab, *ttls), ORDINARY + inside
        judge(checker, results, "containers", lab, flows, targets)


def initial_ttl(ttl):
    return {"net/ipv4/ip_default_ttl": ttl, "net/ipv6/conf/all/hop_limit": ttl, "net/ipv6/conf/north/hop_limit": ttl}


def one_to_one_nat(checker, results):
    """All of a host's ports under another address, translated by either router."""
    other = {4: ("ip", "10.77.70.9"), 6: ("ip6", "fd77:0:0:70::9")}
    for router in ("r2", "r1"):
        with Lab() as lab:
            lab[router].nft(firewall.table(nat=[f"{word} daddr {address} dnat {word} to {lab.address('vbr', family)}"
                                                for family, (word, address) in other.items()]))
            flow.stand(lab, "vbr", ORDINARY)
            targets = {f"nat-v{family}": address for family, (_, address) in other.items()}
            judge(checker, results, f"one-to-one NAT at {router}", lab, ORDINARY, targets)


def ttl(match, value):
    """The rules that set the TTL of these packets."""
    return [f"meta nfproto ipv4 {match} ip ttl set {value}", f"meta nfproto ipv6 {match} ip6 hoplimit set {value}"]


def unusual_ttls(checker, results):
    """Hosts that begin at other TTLs than Linux does, some with one for each kind of packet."""
    icmp = "meta l4proto { icmp, ipv6-icmp }"
    output = {"vbr": ttl("meta l4proto tcp", 60) + ttl(icmp, 255), "repo": ttl("", 30), "dc": ttl("", 255),
              "nas": ttl("tcp flags & rst == rst", 255), "cloud": ttl("tcp flags & rst == rst", 32),
              "ad": ttl("meta l4proto tcp", 128) + ttl(icmp, 64)}
    with Lab() as lab:
        for host, rules in output.items():
            lab[host].nft(firewall.table(output=rules))
            flow.stand(lab, host, ORDINARY)
        lab["r1"].nft(firewall.table(forward=[FORGES]))
        judge(checker, results, "unusual TTLs", lab, SUSPECT, flow.addresses(lab, *output))



def normalized_ttls(checker, results):
    """A firewall that gives every packet the same TTL, so that hops behind it cannot be counted. Where r1 does, its own
    RST looks like the host's in every respect; so there it forges none."""
    for router, flows, rules in (("r2", SUSPECT, {"r1": [FORGES], "r2": ttl("", 64)}),
                                 ("r1", ORDINARY, {"r1": ttl("", 64)})):
        with Lab() as lab:
            for where, lines in rules.items():
                lab[where].nft(firewall.table(forward=lines))
            flow.stand(lab, "vbr", ORDINARY)
            judge(checker, results, f"TTLs normalized at {router}", lab, flows, flow.addresses(lab, "vbr"))


def mute_routers(checker, results):
    """Routers that never say that a packet's time is over."""
    mute = ["icmp type time-exceeded drop", "icmpv6 type time-exceeded drop"]
    with Lab() as lab:
        lab["r1"].nft(firewall.table(forward=[FORGES], output=mute))
        lab["r2"].nft(firewall.table(output=mute))
        flow.stand(lab, "vbr", ORDINARY)
        judge(checker, results, "mute routers", lab, SUSPECT, flow.addresses(lab, "vbr"))


def masqueraded(checker, results):
    """The prober is a container: one router more, which gives all that it sends another source."""
    with Lab() as lab:
        lab.add_behind("container", "agent", 60)
        lab["agent"].nft(firewall.table(source_nat=["oifname south masquerade"]))
        lab["r1"].nft(firewall.table(forward=[FORGES]))
        flow.stand(lab, "vbr", ORDINARY)
        judge(checker, results, "from a container", lab, SUSPECT, flow.addresses(lab, "vbr"), r1=2, on="container")


def one_hop_away(checker, results):
    """A service address on a neighbor's loopback. As in a cloud, whose gateways forward without counting as a hop, a
    host of another network answers at hop 1; once it admits UDP and ICMP, and once a security group drops them."""
    flows = Flow("1001", "connected", peer="hold"), Flow("1002", "path-open"), Flow("1003", "silent", "dropped there")
    targets = {"far-v4": "10.77.90.1", "far-v6": "fd77:0:0:90::1"}
    with Lab() as lab:
        lab["r1"].ip(*[f"address add {address} dev lo" for address in targets.values()])
        flow.stand(lab, "r1", flows)
        for title, rules in (("a service address", ["tcp dport 1003 drop"]),
                             ("a security group", ["tcp dport 1001-1002 accept", "drop"])):
            lab["r1"].nft(firewall.table(input=["meta l4proto ipv6-icmp accept", *rules]))
            judge(checker, results, f"one hop away, {title}", lab, flows, targets)


def hung_service(checker, results):
    """A service that accepts nothing any more drops SYNs as a firewall does, once its queue is full."""
    flows = Flow("1001", "silent", "hung", peer="full"), Flow("1002", "path-open")
    with Lab() as lab:
        flow.stand(lab, "vbr", flows)
        targets = flow.addresses(lab, "vbr")
        asked = Asked(checker, lab, flows, targets)
        for target in targets:
            hung = asked.of(flows[0], target)
            results.check(f"a hung service: {target}", [
                differs("finding and outcome", (hung["finding"], hung["outcome"]), ("silent", "fail")),
                None if "takes no more connections" in hung["text"] else hung["text"]])


def kindness(checker, results):
    """What a service notices of a check: few SYNs, and no connection that is left half open."""
    flows = (Flow("1001", "connected", peer="hold"), Flow("1002", "path-open"),
             Flow("22", "stalled", "a mute service that is asked for its name", peer="hold", identify="ssh"),
             Flow("1020", "blocked", "refused by r1", by="r1"))
    with Lab(delay_us=1000) as lab:
        lab["r1"].nft(firewall.table(forward=[FORGES]))
        syns.count(lab["vbr"])
        flow.stand(lab, "vbr", flows)
        targets = flow.addresses(lab, "vbr")
        judge(checker, results, "kindness", lab, flows, targets)
        half_open = lab["vbr"].run(["ss", "-Htan", "state", "syn-recv"]).stdout
        for (address, port), n in syns_to_listeners(lab["vbr"], flows, targets).items():
            results.check(f"kindness: {n} SYNs to {address} port {port}", [
                None if 1 <= n <= MOST_SYNS else f"expected at most {MOST_SYNS}"])
        results.check("kindness: nothing is left half open", [half_open.strip()])


def pace(checker, results):
    """All that is sent to one target keeps to --rate: probes and their repetition, looks at silence, hop checks,
    identification."""
    flows = (*SUSPECT, Flow("3000-3119", "path-open"), Flow("1021-1022", "silent", "dropped at r1"),
             Flow("22", "stalled", "a mute service that is asked for its name", peer="hold", identify="ssh"))
    rate, burst, repeated_by_the_system = 50, 100, 8
    with Lab() as lab:
        address = lab.address("vbr")
        lab["r1"].nft(firewall.table(
            raw=[f"ip daddr {address} tcp flags & (syn | ack) == syn meta mark set 7",
                 f"ip daddr {address} meta l4proto udp meta mark set 7",
                 "meta mark 7 counter comment \"all\"",
                 f"meta mark 7 limit rate over {rate + 1}/second burst {burst + repeated_by_the_system} packets "
                 "counter comment \"too fast\""],
            forward=[FORGES, "tcp dport { 1021, 1022 } drop"]))
        flow.stand(lab, "vbr", flows)
        Asked(checker, lab, flows, {"vbr": address}, "--rate", str(rate))
        listed = lab["r1"].run(["nft", "list", "chain", "inet", "lab", "raw"]).stdout
    packets = {name: int(n) for n, name in re.findall(r'counter packets (\d+) bytes \d+ comment "([^"]+)"', listed)}
    results.check(f"pace: --rate {rate}: {packets}", [
        None if packets["all"] > 3 * burst / 2 else "too few packets to show it",
        differs("too fast", packets["too fast"], 0)])


NETWORKS = {function.__name__: function for function in (
    ips, loss, dual_stack, fifty_hosts, no_route, rejected, containers, one_to_one_nat, unusual_ttls, normalized_ttls,
    mute_routers, masqueraded, one_hop_away, hung_service, kindness, pace)}


def main():
    names = sys.argv[1:] or list(NETWORKS)
    unknown = [name for name in names if name not in NETWORKS]
    if unknown:
        print(f"no such network: {', '.join(unknown)}; there are: {', '.join(NETWORKS)}", file=sys.stderr)
        return 2
    needs.root_or_skip()
    results = Results()
    with check.Checker() as checker:
        for name in names:
            NETWORKS[name](checker, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
