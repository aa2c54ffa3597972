"""What is true of a port, said from the rule that was installed: never from what a tool saw."""
import dataclasses
import typing

# Design of Fairway: what a finding counts as at an installed target, per way of listening.
_OUTCOMES = {"connected": "pass", "confirmed": "pass", "stalled": "fail", "wrong-service": "fail", "blocked": "fail",
             "unreachable": "fail", "unverifiable": "unknown"}


def outcome(finding, listens, answers_elsewhere=True):
    if finding == "path-open":
        return "pass" if listens == "on-demand" else "fail"
    if finding == "silent":  # the same address refusing or accepting another port shows the drop
        return "unknown" if listens == "on-demand" and not answers_elsewhere else "fail"
    return _OUTCOMES[finding]


@dataclasses.dataclass(frozen=True)
class Truth:
    """finding, state and reason in Fairway's words; `by`: who answers ("target", "r1", "r2" or nobody)."""
    finding: str
    state: str
    reason: object  # a word, or family -> word
    by: typing.Optional[str] = None
    icmp: typing.Optional[dict] = None  # family -> (type, code)

    def reason_in(self, family):
        return self.reason[family] if isinstance(self.reason, dict) else self.reason


CONNECTED = Truth("connected", "open", "syn-ack", "target")
REFUSED = Truth("path-open", "closed", "conn-refused", "target")
RESET_AFTER = Truth("stalled", "open", "reset", "target")
HUNG_UP = Truth("stalled", "open", "hang-up", "target")
SILENT = Truth("silent", "filtered", "no-response")
UDP_ANSWERED = Truth("connected", "open", "udp-response", "target")
UDP_SILENT = Truth("unverifiable", "open|filtered", "no-response")
UDP_DROPPED = Truth("silent", "open|filtered", "no-response")


def dropped_datagram(by):
    """Before the last router hop checks see it; at that one or on the host it looks like a service that is silent."""
    return UDP_DROPPED if by == "r1" else UDP_SILENT


def said_by_icmp(by, reason, v4, v6):
    """An ICMP error for TCP: prohibitions and port-unreachable come from a firewall, the rest means no path."""
    finding = "unreachable" if reason in ("host-unreach", "net-unreach") else "blocked"
    return Truth(finding, "filtered", reason, by, {4: v4, 6: v6})


def said_by_icmp_for_udp(by, reason, v4, v6):
    if reason == "port-unreach" and by == "target":  # how a host says that nothing listens
        return Truth("path-open", "closed", reason, by, {4: v4, 6: v6})
    return said_by_icmp(by, reason, v4, v6)
