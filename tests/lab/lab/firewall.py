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


def ruleset(lines, on_the_way):
    """A complete nft table: forward chain of a router, input chain of a host."""
    hook = "forward" if on_the_way else "input"
    body = "\n".join(f"    {line}" for line in lines)
    return f"table inet lab {{\n  chain {hook} {{\n    type filter hook {hook} priority 0; policy accept;\n{body}\n  }}\n}}\n"
