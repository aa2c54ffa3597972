"""What a network is asked: flows to every target of it, and what is true of each there."""
import dataclasses
import typing

from . import check, needs

ROLE = "target"


@dataclasses.dataclass(frozen=True)
class Flow:
    ports: str      # "22" or "2500-3300"
    finding: str    # what is true of it
    title: str = ""
    protocol: str = "tcp"
    peer: str = ""  # what stands there: a kind of lab_peers
    by: str = ""    # the router that answers in the target's name
    end: str = ""   # the router that silence must be laid to
    listens: str = "service"
    identify: typing.Optional[str] = None

    host, select = ROLE, "all"

    @property
    def flow(self):
        return f"prober:{ROLE}:{self.protocol}:{self.ports}"

    def __str__(self):
        return f"{self.protocol} {self.ports} {self.title or self.finding}"


def stand(lab, label, flows):
    """Starts the peers of these flows on a machine."""
    peers = [f"{flow.peer}:{flow.ports}" for flow in flows if flow.peer]
    if peers:
        lab[label].start_ready([needs.tool("lab", "lab_peers"), *peers])


def addresses(lab, *labels):
    """Targets: name -> address, in both families."""
    return {f"{label}-v{family}": lab.address(label, family) for label in labels for family in (4, 6)}


class Asked:
    """A finished check of all flows at all targets (name -> address)."""

    def __init__(self, checker, lab, flows, targets, *options, on="agent"):
        matrix = checker.file("network-matrix.json", check.matrix("networks", flows))
        site = checker.file("network-site.json", check.site_of(
            lab.address("agent"), {name: (address, ROLE) for name, address in targets.items()}))
        self.report, self.status, errors = checker.check(
            lab, "--matrix", matrix, "--site", site, "--host", "agent", *options, on=on)
        self._findings = {(f["flow"], f["target"]): f for f in self.report["findings"]}
        wanted = {(flow.flow, target) for flow in flows for target in targets}
        if self._findings.keys() != wanted or errors:
            raise SystemExit(f"FAIL  the report lacks {sorted(wanted - self._findings.keys())}; {errors}")

    def of(self, flow, target):
        return self._findings[flow.flow, target]

    def at(self, flow, target):
        """The finding of the one address that a target has."""
        return self.of(flow, target)["addresses"][0]

    def spans(self, flow, target):
        return self.at(flow, target)["spans"]

    @property
    def notes(self):
        return " ".join(self.report["notes"])
