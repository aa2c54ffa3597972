"""The table of cases: a port or range of a host, the rule for it, and what is true of it."""
import dataclasses
import typing

from . import firewall, truth
from .topology import nowhere


@dataclasses.dataclass(frozen=True)
class Case:
    group: str      # cases of one group share a lab: a router sends only so many ICMP errors at a time
    host: str       # of the lab, or a kind of nowhere
    protocol: str
    ports: str      # "22" or "2500-3300"
    title: str
    spans: tuple    # of (ports, Truth), in order
    finding: str
    outcome: str
    rules: tuple = ()   # of (where, nft rule); where: "r1", "r2", or "target"
    peers: tuple = ()   # of (kind, ports)
    select: str = "all"
    listens: str = "service"
    identify: typing.Optional[str] = None

    @property
    def flow(self):
        return f"prober:{self.host}:{self.protocol}:{self.ports}"


def address(lab, case, family):
    return nowhere(case.host, family) if case.host in _NOWHERE else lab.address(case.host, family)


_NOWHERE = {
    "blackhole": truth.SILENT,
    "prohibit": truth.said_by_icmp("r2", "admin-prohibited", (3, 13), (1, 1)),
    # IPv4 then says "host", IPv6 "no route".
    "unreachable": dataclasses.replace(truth.said_by_icmp("r1", "host-unreach", (3, 1), (1, 0)),
                                       reason={4: "host-unreach", 6: "net-unreach"}),
    "unknown": truth.said_by_icmp("r2", "net-unreach", (3, 0), (1, 0)),
    "mute": truth.said_by_icmp("r2", "host-unreach", (3, 1), (1, 3)),
}


def _single(group, kind, where, protocol, port):
    seen = kind.truth(where)
    return Case(group, "vbr", protocol, str(port), f"{kind.name} ({where})", ((str(port), seen),), seen.finding,
                truth.outcome(seen.finding, "service"),
                rules=tuple((where, rule.format(proto=protocol, port=port)) for rule in kind.rules),
                peers=((kind.peer, str(port)),) if kind.peer else ())


def _singles(group, kinds, protocol, first):
    placed = [(kind, where) for kind in kinds for where in kind.where]
    return [_single(group, kind, where, protocol, first + n) for n, (kind, where) in enumerate(placed)]


def _range(host, ports, title, spans, finding, listens="on-demand", select="all", **more):
    return Case("ranges", host, "tcp", ports, title, spans, finding, truth.outcome(finding, listens), select=select,
                listens=listens, **more)


def _rejected_range(host, where, name):
    kind = next(k for k in firewall.TCP if k.name == name)
    seen = kind.truth(where)
    return _range(host, "2500-3300", f"801 ports: {name} ({where})", (("2500-3300", seen),), seen.finding,
                  rules=tuple((where, rule.format(proto="tcp", port="2500-3300")) for rule in kind.rules))


CASES = (
    *_singles("tcp", firewall.TCP, "tcp", 10000),
    *_singles("udp", firewall.UDP, "udp", 20000),
    *[Case("routes", kind, "tcp", "443", f"{kind} address", (("443", seen),), seen.finding,
           truth.outcome(seen.finding, "service")) for kind, seen in _NOWHERE.items()],
    _range("repo", "2500-3300", "801 ports: 501 refused, 300 dropped (r1)",
           (("2500-3000", truth.REFUSED), ("3001-3300", truth.SILENT)), "silent",
           rules=(("r1", "tcp dport 3001-3300 drop"),)),
    _range("repo", "6184-6195", "12 ports, any of them: one accepts, 11 dropped (r2)",
           (("6184-6187", truth.SILENT), ("6188", truth.CONNECTED), ("6189-6195", truth.SILENT)), "connected",
           listens="service", select="any", peers=(("hold", "6188"),),
           rules=(("r2", "tcp dport { 6184-6187, 6189-6195 } drop"),)),
    _range("nas", "2500-3300", "801 ports: 501 accepted, 300 dropped (target)",
           (("2500-3000", truth.CONNECTED), ("3001-3300", truth.SILENT)), "silent",
           rules=(("target", "tcp dport 3001-3300 drop"),), peers=(("hold", "2500-3300"),)),
    _range("nas", "4500-5300", "801 ports: all refused", (("4500-5300", truth.REFUSED),), "path-open"),
    _range("nas", "6500-7300", "801 ports: all accepted", (("6500-7300", truth.CONNECTED),), "connected",
           peers=(("hold", "6500-7300"),)),
    _rejected_range("cloud", "r1", "reject admin-prohibited"),
    _rejected_range("dc", "r2", "reject port-unreachable"),
    _rejected_range("ad", "target", "reject admin-prohibited"),
)

GROUPS = {group: [case for case in CASES if case.group == group] for group in ("tcp", "udp", "routes", "ranges")}


def install(lab, cases, tool):
    """Sets up firewalls and peers of these cases; returns when every port is ready."""
    hosts = {case.host for case in cases} - set(_NOWHERE)
    for router in ("r1", "r2"):
        rules = []
        for case in cases:
            # A rule is meant for one host: others use the same ports.
            here = [rule for where, rule in case.rules if where == router]
            if not here:
                continue
            to = f"ip daddr {lab.address(case.host)}", f"ip6 daddr {lab.address(case.host, 6)}"
            for rule in here:
                back = " sport " in rule
                for destination, family in zip(to, ("ipv4", "ipv6")):
                    if "nfproto" in rule and f"nfproto {family}" not in rule:
                        continue
                    rules.append((destination.replace("daddr", "saddr") if back else destination) + " " + rule)
        lab[router].nft(firewall.ruleset(rules, on_the_way=True))
    for host in hosts:
        mine = [case for case in cases if case.host == host]
        lab[host].nft(firewall.ruleset([rule for c in mine for where, rule in c.rules if where == "target"], False))
        peers = [f"{kind}:{ports}" for case in mine for kind, ports in case.peers]
        if peers:
            lab[host].start_ready([tool, *peers])
