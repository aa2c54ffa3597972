"""The firewall kinds, as nft statements, and what each does to a probe."""
import dataclasses
import typing

from . import truth


@dataclasses.dataclass(frozen=True)
class Kind:
    """`rules` may use {proto} and {port}; `truth(by)` is what a probe then meets, `by` being where the rule stands."""
    name: str
    rules: tuple
    truth: typing.Callable
    where: tuple = ("r1", "r2", "target")
    peer: typing.Optional[str] = None  # what stands on the port: a kind of lab_peers


def _reject(name, statement, reason, v4, v6, maker):
    rules = statement if isinstance(statement, tuple) else (statement,)
    return Kind(name, rules, lambda by: maker(by, reason, v4, v6))


def _rejects(maker):
    both = "{proto} dport {port} reject with icmpx type "
    v4, v6 = "meta nfproto ipv4 {proto} dport {port} reject with icmp type ", \
             "meta nfproto ipv6 {proto} dport {port} reject with icmpv6 type "
    return (
        _reject("reject admin-prohibited", both + "admin-prohibited", "admin-prohibited", (3, 13), (1, 1), maker),
        _reject("reject port-unreachable", both + "port-unreachable", "port-unreach", (3, 3), (1, 4), maker),
        _reject("reject host-unreachable", both + "host-unreachable", "host-unreach", (3, 1), (1, 3), maker),
        _reject("reject no-route", both + "no-route", "net-unreach", (3, 0), (1, 0), maker),
        _reject("reject host-prohibited / policy-fail", (v4 + "host-prohibited", v6 + "policy-fail"),
                "admin-prohibited", (3, 10), (1, 5), maker),
        _reject("reject net-prohibited / reject-route", (v4 + "net-prohibited", v6 + "reject-route"),
                "admin-prohibited", (3, 9), (1, 6), maker),
    )


TCP = (
    Kind("accept, a listener", (), lambda by: truth.CONNECTED, ("target",), "hold"),
    Kind("accept, no listener", (), lambda by: truth.REFUSED, ("target",)),
    Kind("drop", ("tcp dport {port} drop",), lambda by: truth.SILENT, peer="hold"),
    *_rejects(truth.said_by_icmp),
    # A host that forges its own refusal cannot be told from one where nothing listens.
    Kind("reject with tcp reset on the host", ("tcp dport {port} reject with tcp reset",),
         lambda by: truth.REFUSED, ("target",), "hold"),
    Kind("rate limit", ("tcp dport {port} ct state new limit rate over 5/second burst 5 packets drop",),
         lambda by: truth.CONNECTED, ("r1", "r2"), "hold"),
    Kind("ct count", ("tcp dport {port} ct state new ct count over 50 drop",),
         lambda by: truth.CONNECTED, ("r1", "r2"), "hold"),
    Kind("SYN-ACK lost on the return path", ("tcp sport {port} tcp flags & (syn|ack) == (syn|ack) drop",),
         lambda by: truth.SILENT, ("r1", "r2"), "hold"),
    Kind("data dropped after the handshake", ("tcp dport {port} tcp flags & psh == psh drop",),
         lambda by: truth.CONNECTED, ("r1", "r2"), "hold"),
    Kind("data reset after the handshake", ("tcp dport {port} tcp flags & psh == psh reject with tcp reset",),
         lambda by: truth.CONNECTED, ("r1", "r2"), "hold"),
    Kind("accept then RST", (), lambda by: truth.RESET_AFTER, ("target",), "rst"),
    Kind("accept then FIN", (), lambda by: truth.HUNG_UP, ("target",), "fin"),
    Kind("full backlog", (), lambda by: truth.SILENT, ("target",), "full"),
)

UDP = (
    Kind("echo", (), lambda by: truth.UDP_ANSWERED, ("target",), "echo/udp"),
    Kind("mute", (), lambda by: truth.UDP_SILENT, ("target",), "mute/udp"),
    Kind("closed", (), lambda by: truth.said_by_icmp_for_udp("target", "port-unreach", (3, 3), (1, 4)), ("target",)),
    Kind("drop", ("udp dport {port} drop",), truth.dropped_datagram, peer="echo/udp"),
    *_rejects(truth.said_by_icmp_for_udp),
)


# Base chains by the names that rules here use for them.
_CHAINS = {"raw": "filter hook prerouting priority -300", "nat": "nat hook prerouting priority -100",
           "forward": "filter hook forward priority 0", "input": "filter hook input priority 0",
           "output": "filter hook output priority 0", "source_nat": "nat hook postrouting priority 100"}


def table(sets="", **chains):
    """A complete nft table in place of an earlier one: the rules of each chain, by its name in _CHAINS."""
    body = sets + "".join(
        f"  chain {chain} {{\n    type {_CHAINS[chain]}; policy accept;\n" +
        "".join(f"    {rule}\n" for rule in rules) + "  }\n"
        for chain, rules in chains.items())
    return f"table inet lab\ndelete table inet lab\ntable inet lab {{\n{body}}}\n"


def ruleset(lines, on_the_way):
    """The table of a router that forwards by these rules, or of a host that admits by them."""
    return table(forward=lines) if on_the_way else table(input=lines)


def syn_proxy(match):
    """The rules, by chain, of a machine that completes the handshakes of these packets itself, listener or not."""
    return {"raw": [f"{match} tcp flags & (fin|syn|rst|ack) == syn notrack"],
            "forward": [f"{match} ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm",
                        f"{match} ct state invalid drop"]}


# Without it, a SYN proxy's connections count as known and pass.
STRICT = {"net/netfilter/nf_conntrack_tcp_loose": 0}
